/** Operators of which the result is as large as their operands' values say: they are worked out while the file is read. */
import { resolveAxis, sizeOf } from '@bernoulli/api/ir';
import type { NodeCall, Operator } from '../node-call.ts';
import { unsupported } from '../unsupported.ts';
import type { Value } from '../value.ts';
import { pick } from './axes.ts';

const MOST_ELEMENTS = 1 << 16;
/** Boxes that are compared with each other. */
const MOST_PAIRS = 1 << 26;

/** Different values, or different places of an axis; where each stands first, which one each element is, and how often it is there. */
function unique(c: NodeCall): (Value | null)[] {
  const x = c.input(0);
  const numbers = x.numbers('its operand');
  const given = c.int('axis');
  const isSorted = c.flag('sorted', true);
  if (numbers.length > MOST_ELEMENTS) unsupported(`${numbers.length} elements`);
  const axis = given === undefined ? undefined : resolveAxis(given, x.rank, 'Unique');
  const count = axis === undefined ? numbers.length : x.shape[axis]!;
  const inner = axis === undefined ? 1 : sizeOf(x.shape.slice(axis + 1));
  const outer = axis === undefined ? 1 : sizeOf(x.shape.slice(0, axis));
  const element = (place: number, i: number): number =>
    numbers[(Math.floor(i / inner) * count + place) * inner + (i % inner)]!;
  const compare = (a: number, b: number): number => {
    for (let i = 0; i < outer * inner; i++) {
      const difference = element(a, i) - element(b, i);
      if (difference !== 0) return difference;
    }
    return 0;
  };
  const order = Array.from({ length: count }, (_, i) => i).sort((a, b) => compare(a, b) || a - b);
  const groups: number[][] = [];
  for (const place of order) {
    const last = groups.at(-1);
    if (last !== undefined && compare(last[0]!, place) === 0) last.push(place);
    else groups.push([place]);
  }
  if (!isSorted) groups.sort((a, b) => a[0]! - b[0]!);
  const first = groups.map((group) => group[0]!);
  const inverse = new Float64Array(count);
  groups.forEach((group, i) => group.forEach((place) => (inverse[place] = i)));
  const list = (values: readonly number[] | Float64Array): Value =>
    c.known('int64', [values.length], Float64Array.from(values));
  const kept =
    axis === undefined
      ? c.known(
          x.type,
          [first.length],
          Float64Array.from(first, (at) => numbers[at]!),
        )
      : c.same(pick(x.tensor, first, axis));
  return [kept, list(first), list(inverse), list(groups.map(({ length }) => length))];
}

type Box = readonly [top: number, left: number, bottom: number, right: number];

/** How much of two boxes is in both, as a part of what is in either. */
function overlap(a: Box, b: Box): number {
  const along = (i: 0 | 1): number => Math.min(a[i + 2]!, b[i + 2]!) - Math.max(a[i]!, b[i]!);
  const area = (box: Box): number => (box[2] - box[0]) * (box[3] - box[1]);
  const [height, width] = [along(0), along(1)];
  if (height <= 0 || width <= 0) return 0;
  return (height * width) / (area(a) + area(b) - height * width);
}

/** The boxes with the highest scores, without those that are nearly the same as one that was taken. */
function nonMaxSuppression(c: NodeCall): Value {
  const [boxes, scores] = [c.input(0), c.input(1)];
  const isCentered = c.flag('center_point_box');
  const option = (i: number): number | undefined => {
    const given = c.optional(i);
    return given === undefined || sizeOf(given.shape) === 0 ? undefined : given.scalar('a limit');
  };
  const [most, mostOverlap, least] = [option(2) ?? 0, option(3) ?? 0, option(4)];
  const [corners, heights] = [boxes.numbers('its boxes'), scores.numbers('its scores')];
  const [batch, classes, count] = scores.shape as readonly [number, number, number];
  if (boxes.rank !== 3 || scores.rank !== 3 || corners.length !== batch * count * 4)
    unsupported('boxes and scores that do not belong together');
  if (batch * classes * count ** 2 > MOST_PAIRS) unsupported(`${heights.length} scores of ${count} boxes`);
  const box = (n: number, i: number): Box => {
    const [p, q, r, s] = Array.from({ length: 4 }, (_, k) => corners[(n * count + i) * 4 + k]!) as [
      number,
      number,
      number,
      number,
    ];
    if (isCentered) return [q - s / 2, p - r / 2, q + s / 2, p + r / 2];
    return [Math.min(p, r), Math.min(q, s), Math.max(p, r), Math.max(q, s)];
  };
  const found: number[] = [];
  for (let n = 0; n < batch; n++)
    for (let k = 0; k < classes; k++) {
      const height = (i: number): number => heights[(n * classes + k) * count + i]!;
      const order = Array.from({ length: count }, (_, i) => i)
        .filter((i) => least === undefined || height(i) > least)
        .sort((a, b) => height(b) - height(a) || a - b);
      const taken: Box[] = [];
      for (const i of order) {
        if (taken.length >= most) break;
        const own = box(n, i);
        if (taken.some((other) => overlap(other, own) > mostOverlap)) continue;
        taken.push(own);
        found.push(n, k, i);
      }
    }
  return c.known('int64', [found.length / 3, 3], Float64Array.from(found));
}

export const selections: Readonly<Record<string, Operator>> = { Unique: unique, NonMaxSuppression: nonMaxSuppression };
