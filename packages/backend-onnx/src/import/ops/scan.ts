/** Running sums and products, and the largest few. */
import type { Tensor } from '@bernoulli/api';
import type { NodeCall, Operator } from '../node-call.ts';
import { unsupported } from '../unsupported.ts';
import { Value } from '../value.ts';
import { counted, part, pick, toEnd } from './axes.ts';
import { requireSmall, wrapped } from './integers.ts';

/** Each element with all before it: with the one beside, the two beside, the four, and so on. */
function running(c: NodeCall, neutral: number, join: (a: Tensor, b: Tensor) => Tensor): Value {
  const x = c.input(0);
  requireSmall(x.type);
  if (x.dtype === 'bool') unsupported('an operand of type bool');
  const given = c.input(1).scalar('its axis');
  const axis = given < 0 ? given + x.rank : given;
  const size = x.shape[axis] ?? unsupported(`axis ${given} of ${x.rank}`);
  if (size < 0) unsupported('an axis of open size');
  const isReverse = c.flag('reverse');
  const isExclusive = c.flag('exclusive');
  if (size === 0) return x;
  const turn = (y: Tensor): Tensor =>
    isReverse
      ? pick(
          y,
          Array.from({ length: size }, (_, i) => size - 1 - i),
          axis,
        )
      : y;
  const zeros = x.shape.map(() => 0);
  const later = (y: Tensor, by: number): Tensor =>
    part(y, axis, 0, size - by).pad(zeros.with(axis, by), zeros, neutral);
  let sum = turn(x.tensor);
  if (isExclusive) sum = later(sum, 1);
  for (let by = 1; by < size; by *= 2) sum = join(sum, later(sum, by));
  return Value.of(wrapped(turn(sum), x.type), x.type);
}

/** Comparisons of every element with every other are held in an array of no more elements. */
const MOST_PAIRS = 1 << 24;

/** An element's rank is how many come before it: what is larger, and what is equal and stands earlier. */
function topK(c: NodeCall): [Value, Value] {
  const x = c.input(0);
  const k = c.opset < 10 ? (c.int('k') ?? unsupported('no k')) : c.input(1).scalar('how many are wanted');
  const axis = c.axis('axis', -1, x.rank);
  const isLargest = c.flag('largest', true);
  c.ignore('sorted');
  if (x.dtype === 'bool') unsupported('an operand of type bool');
  requireSmall(x.type);
  const { moved, back } = toEnd(x.tensor, axis);
  const size = moved.shape.at(-1)!;
  const lead = moved.shape.slice(0, -1);
  const rows = lead.filter((n) => n > 0).reduce((n, m) => n * m, 1);
  if (size < 0 || rows * size * Math.max(size, k) > MOST_PAIRS) unsupported(`${rows} rows of ${size}`);
  if (k > size) unsupported(`${k} of ${size}`);
  const [mine, others] = [moved.reshape([...lead, size, 1]), moved.reshape([...lead, 1, size])];
  const flat = lead.map(() => 1);
  const [row, column] = [
    counted(moved, [...flat, size, 1], lead.length),
    counted(moved, [...flat, 1, size], lead.length + 1),
  ];
  const ahead = isLargest ? others.greater(mine) : others.less(mine);
  const rank = ahead
    .or(others.equal(mine).and(column.less(row)))
    .cast('i32')
    .sum(-1);
  // Row r of the result is the element of rank r: all others count as nothing in the sum.
  const hit = rank.reshape([...lead, 1, size]).equal(counted(moved, [...flat, k, 1], lead.length));
  const values = others.where(hit, 0).sum(-1);
  const indices = column.where(hit, 0).sum(-1);
  return [c.same(back(values)), Value.of(back(indices), 'int64')];
}

export const scans: Readonly<Record<string, Operator>> = {
  CumSum: (c) => running(c, 0, (a, b) => a.add(b)),
  CumProd: (c) => running(c, 1, (a, b) => a.mul(b)),
  TopK: topK,
};
