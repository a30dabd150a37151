/** Operators that rearrange: other shapes, other orders, parts, repetitions. */
import { fillShape, resolveAxis, sizeOf, type Shape } from '@bernoulli/api/ir';
import { concat as joined, type Tensor } from '@bernoulli/api';
import type { NodeCall, Operator } from '../node-call.ts';
import { unsupported } from '../unsupported.ts';
import { Value } from '../value.ts';
import { axesOf, counted, part, pick } from './axes.ts';
import { requireRoom } from './shapes.ts';

/** The value in another shape; sizes stay sizes. */
export function reshaped(x: Value, shape: Shape, c: NodeCall): Value {
  if (x.sizes !== undefined) return Value.sizes(c.around.like, x.sizes, shape, x.type);
  requireNamed(x.shape, shape);
  return Value.of(x.tensor.reshape(shape), x.type);
}

/** Refuses a size that would be a multiple of an open one, as where a batch and heads become one axis: there is no symbol for it. */
function requireNamed(from: Shape, to: Shape): void {
  const open = (shape: Shape): string =>
    shape
      .filter((n) => n < 0)
      .sort()
      .join();
  if (open(from) === open(to)) return;
  unsupported(
    'a size that is a multiple of an open one. Use one batch size: program("inference", { batchSize }) has it in the graph',
  );
}

function reshape(c: NodeCall): Value {
  const x = c.input(0);
  if (c.opset < 5)
    return reshaped(
      x,
      fillShape(
        (c.ints('shape') ?? []).map((n, i) => (n === 0 ? x.shape[i]! : n === -1 ? null : n)),
        x.shape,
      ),
      c,
    );
  const asked = c.input(1);
  const allowZero = c.flag('allowzero');
  const sizes = asked.sizeList('its shape');
  // In a list with open sizes every number below 0 is such a size: −1 cannot be told from the batch.
  const isOpen = asked.sizes !== undefined;
  const filled = sizes.map((n, i) => (n === 0 && !allowZero ? x.shape[i]! : n === -1 && !isOpen ? null : n));
  if (!isOpen && filled.some((n) => n !== null && !Number.isSafeInteger(n)))
    unsupported('a shape of numbers that are no sizes');
  const known =
    filled.includes(null) && x.shape.includes(0) ? filled.map((n) => n ?? emptySize(x.shape, filled)) : filled;
  return reshaped(x, (c.around.fromOneRow ? forRows(known, x.shape) : undefined) ?? fillShape(known, x.shape), c);
}

/** A shape for one row, as files of batch 1 hold it, for as many rows as there are. */
function forRows([count, ...row]: readonly (number | null)[], [rows, ...own]: Shape): Shape | undefined {
  if (count !== 1 || rows === undefined || rows === 1 || [...row, ...own].some((n) => n === null || n < 0))
    return undefined;
  return sizeOf(row as Shape) === sizeOf(own) ? [rows, ...(row as Shape)] : undefined;
}

/** The size that is worked out where there are no elements. */
function emptySize(from: Shape, filled: readonly (number | null)[]): number {
  const others = filled.reduce<number>((n, size) => n * (size ?? 1), 1);
  return others === 0 ? 0 : from.reduce((n, size) => n * size, 1) / others;
}

function flatten(c: NodeCall): Value {
  const x = c.input(0);
  const given = c.int('axis', 1);
  const axis = given < 0 ? given + x.rank : given;
  const side = (sizes: Shape): number | null => {
    const open = sizes.filter((n) => n < 0);
    const known = sizes.filter((n) => n >= 0).reduce((n, size) => n * size, 1);
    return open.length === 0 ? known : open.length === 1 && known === 1 ? open[0]! : null;
  };
  const [rows, columns] = [side(x.shape.slice(0, axis)), side(x.shape.slice(axis))];
  if (rows === null && columns === null) unsupported('open sizes on both sides of its axis');
  return reshaped(x, fillShape([rows, columns], x.shape), c);
}

function squeeze(c: NodeCall): Value {
  const x = c.input(0);
  const given = c.list('axes', 1, 13);
  const axes =
    given === undefined ? [...x.shape.keys()].filter((i) => x.shape[i] === 1) : axesOf(given, x.rank, 'Squeeze');
  return reshaped(
    x,
    x.shape.filter((_, i) => !axes.includes(i)),
    c,
  );
}

function unsqueeze(c: NodeCall): Value {
  const x = c.input(0);
  const given = c.list('axes', 1, 13) ?? unsupported('no axes');
  const rank = x.rank + given.length;
  const axes = axesOf(given, rank, 'Unsqueeze');
  let next = 0;
  return reshaped(
    x,
    Array.from({ length: rank }, (_, i) => (axes.includes(i) ? 1 : x.shape[next++]!)),
    c,
  );
}

function transpose(c: NodeCall): Value {
  const x = c.input(0);
  return c.same(x.tensor.transpose(c.ints('perm') ?? [...x.shape.keys()].reverse()));
}

function concat(c: NodeCall): Value {
  const all = c.all();
  const axis = resolveAxis(c.int('axis', 1), all[0]!.rank, 'Concat');
  if (all.some(({ sizes }) => sizes !== undefined))
    return Value.sizes(
      c.around.like,
      all.flatMap((value) => [...value.sizeList('a list of sizes')]),
      undefined,
      all[0]!.type,
    );
  const parts = all.filter(({ shape }) => shape[axis] !== 0);
  if (parts.length === 1 && all.length > 1) return parts[0]!;
  return c.same(
    joined(
      (parts.length === 0 ? all.slice(0, 1) : parts).map(({ tensor }) => tensor),
      axis,
    ),
  );
}

function split(c: NodeCall): Value[] {
  const x = c.input(0);
  const axis = c.axis('axis', 0, x.rank);
  const size = x.shape[axis]!;
  if (size < 0) unsupported('an axis of open size');
  const count = c.node.outputs.length;
  const asked = c.int('num_outputs');
  const given = c.list('split', 1, 13);
  if (asked !== undefined && asked !== count) unsupported(`num_outputs = ${asked} with ${count} outputs`);
  const each = Math.ceil(size / count);
  const sizes = given ?? Array.from({ length: count }, (_, i) => Math.max(0, Math.min(each, size - i * each)));
  if (given === undefined && asked === undefined && size % count !== 0)
    unsupported(`${size} places in ${count} equal parts`);
  let at = 0;
  return sizes.map((n) => {
    const starts = x.shape.map((_, i) => (i === axis ? at : 0));
    at += n;
    return c.same(x.tensor.slice(starts, x.shape.with(axis, n)));
  });
}

/** The places that a slice takes, by the rules of NumPy. */
function sliced(size: number, start: number, end: number, step: number): number[] {
  if (step === 0) unsupported('a step of 0');
  const [low, high] = step > 0 ? [0, size] : [-1, size - 1];
  const clamp = (n: number): number => Math.min(Math.max(n < 0 ? n + size : n, low), high);
  const [from, to] = [clamp(start), clamp(end)];
  const count = Math.max(0, Math.ceil((to - from) / step));
  if (count > MOST_PLACES) unsupported(`a slice of ${count} places with a step of ${step}`);
  return Array.from({ length: count }, (_, i) => from + i * step);
}

/** Places that a slice with a step lists. */
const MOST_PLACES = 1 << 20;

/** A slice of one axis. */
function slicedAlong(x: Tensor, axis: number, start: number, end: number, step: number): Tensor {
  const size = x.shape[axis]!;
  if (step !== 1) return pick(x, sliced(size, start, end, step), axis);
  const clamp = (n: number): number => Math.min(Math.max(n < 0 ? n + size : n, 0), size);
  const [from, to] = [clamp(start), clamp(end)];
  return to > from ? part(x, axis, from, to - from) : part(x, axis, 0, 0);
}

/** The first places of an axis, as many as a size that is open: those of a table of positions that a text needs. */
function openSlice(c: NodeCall, x: Value): Value | undefined {
  const ends = c.input(2);
  if (ends.sizes === undefined || ends.sizes.length !== 1 || ends.sizes[0]! >= 0) return undefined;
  const [start, step] = [c.input(1).scalar('starts'), c.optional(4)?.scalar('steps') ?? 1];
  const axis = resolveAxis(c.optional(3)?.scalar('axes') ?? 0, x.rank, 'Slice');
  if (start !== 0 || step !== 1 || x.sizes !== undefined)
    unsupported('ends hang on a size that is open. Use one batch size');
  if (x.shape[axis] === ends.sizes[0]) return x;
  if (x.shape[axis]! < 1) unsupported('a slice of an axis of open size');
  return c.same(x.tensor.gather(counted(x.tensor, ends.sizes, 0), axis));
}

function slice(c: NodeCall): Value {
  const x = c.input(0);
  const isOld = c.opset < 10;
  const read = (name: string, input: number): readonly number[] | undefined => {
    if (isOld) return c.ints(name);
    const given = c.optional(input);
    return given && Array.from(given.numbers(name));
  };
  const open = isOld ? undefined : openSlice(c, x);
  if (open !== undefined) return open;
  const starts = read('starts', 1) ?? unsupported('no starts');
  const ends = read('ends', 2) ?? unsupported('no ends');
  const axes = (read('axes', 3) ?? starts.map((_, i) => i)).map((axis) => resolveAxis(axis, x.rank, 'Slice'));
  const steps = isOld ? starts.map(() => 1) : (read('steps', 4) ?? starts.map(() => 1));
  if (x.sizes !== undefined && x.rank === 1) {
    const places = sliced(x.shape[0]!, starts[0]!, ends[0]!, steps[0]!);
    return Value.sizes(
      c.around.like,
      places.map((at) => x.sizes![at]!),
      undefined,
      x.type,
    );
  }
  return c.same(
    axes.reduce((rest, axis, i) => {
      const size = rest.shape[axis]!;
      if (size < 0) {
        if (starts[i] === 0 && steps[i] === 1 && ends[i]! >= 2 ** 31 - 1) return rest;
        unsupported('a slice of an axis of open size');
      }
      return slicedAlong(rest, axis, starts[i]!, ends[i]!, steps[i]!);
    }, x.tensor),
  );
}

function expand(c: NodeCall): Value {
  const x = c.input(0);
  const asked = c.input(1).sizeList('its shape');
  const rank = Math.max(asked.length, x.rank);
  const shape = Array.from({ length: rank }, (_, i) => {
    const [own, other] = [x.shape[i - rank + x.rank] ?? 1, asked[i - rank + asked.length] ?? 1];
    return own === 1 ? other : own;
  });
  requireRoom(shape, 'an array');
  return c.same(x.tensor.broadcastTo(shape));
}

function tile(c: NodeCall): Value {
  const x = c.input(0);
  const repeats = Array.from(c.input(1).numbers('how often it is repeated'));
  requireRoom(
    x.shape.map((n, i) => Math.abs(n) * repeats[i]!),
    'an array',
  );
  return c.same(
    repeats.reduce((rest, n, axis) => {
      if (n === 1) return rest;
      if (rest.shape[axis]! < 0) unsupported('a repetition along an axis of open size');
      if (n === 0) return pick(rest, [], axis);
      if (n > MOST_PLACES) unsupported(`${n} repetitions`);
      return joined(
        Array.from({ length: n }, () => rest),
        axis,
      );
    }, x.tensor),
  );
}

/** Channels into places, or back: axes are cut in two, and moved. */
function blocks(c: NodeCall, toSpace: boolean): Value {
  const x = c.input(0);
  const size = c.int('blocksize') ?? unsupported('no blocksize');
  const columnFirst = c.word('mode', ['DCR', 'CRD'], 'DCR') === 'CRD';
  if (x.rank !== 4) unsupported(`an operand of ${x.rank} axes`);
  const [n, channels, height, width] = x.shape as readonly [number, number, number, number];
  if (toSpace) {
    const depth = channels / size ** 2;
    const inner = columnFirst ? [n, depth, size, size, height, width] : [n, size, size, depth, height, width];
    const perm = columnFirst ? [0, 1, 4, 2, 5, 3] : [0, 3, 4, 1, 5, 2];
    return c.same(
      x.tensor
        .reshape(inner)
        .transpose(perm)
        .reshape([n, depth, height * size, width * size]),
    );
  }
  const cut = x.tensor.reshape([n, channels, height / size, size, width / size, size]);
  const perm = columnFirst ? [0, 1, 3, 5, 2, 4] : [0, 3, 5, 1, 2, 4];
  return c.same(cut.transpose(perm).reshape([n, channels * size ** 2, height / size, width / size]));
}

export const movement: Readonly<Record<string, Operator>> = {
  Reshape: reshape,
  Flatten: flatten,
  Squeeze: squeeze,
  Unsqueeze: unsqueeze,
  Transpose: transpose,
  Concat: concat,
  Split: split,
  Slice: slice,
  Expand: expand,
  Tile: tile,
  DepthToSpace: (c) => blocks(c, true),
  SpaceToDepth: (c) => blocks(c, false),
};
