/** Coins that groups of rows share: rows whose number, divided by the size of a group and rounded down, is one. */
import { drawBernoulli } from '../random/draw.ts';
import type { Draw } from '../tracing/site.ts';
import { Tensor, type TensorLike } from '../tracing/tensor.ts';
import { Trace } from '../tracing/trace.ts';
import { ofKeep, type Rate } from './rate.ts';

/**
 * A mask `[batch, …]`, true for what is kept. Groups are counted over the whole batch and drawn by their number, so that a batch may be cut
 * anywhere, also inside a group.
 */
export function tossForGroups(rate: Rate, { key, rowOffset, type }: Draw, x: Tensor, size: number): Tensor {
  const [rows, ...row] = type.shape as [number, ...number[]];
  const first = groupOf(rowOffset, size);
  // Where the number of rows is open there are at most as many groups.
  const groups = rows < 0 ? rows : Math.ceil((rows - 1) / size) + 1;
  const own = groupOf(numbersOf(rows, rowOffset), size).sub(first);
  return drawBernoulli(key, keepOf(rate, x), [groups, ...row], first).gather(own);
}

/** Each group counts once, and is of rows that are alike, else the probability is 0. */
export function groupLogProbability(rate: Rate, mask: Tensor, x: Tensor, size: number): Tensor {
  const [rows, ...row] = mask.shape as [number, ...number[]];
  const keep = keepOf(rate, x);
  const p = typeof keep === 'number' ? Trace.of(mask).constant(keep) : keep;
  const coins = p.log().broadcastTo(mask.shape).where(mask, p.subFrom(1).log());
  const before = mask.constant(Int32Array.from({ length: rows }, (_, i) => Math.max(i - 1, 0)));
  const group = groupOf(numbersOf(rows, Trace.of(mask).rowOffset), size);
  const begins = group
    .notEqual(group.gather(before))
    .or(numbersOf(rows, Trace.of(mask).constant(0, 'i32')).less(1))
    .reshape([rows, ...row.map(() => 1)]);
  const bits = mask.cast('f32');
  const alike = bits.equal(bits.gather(before)).or(begins).cast('f32').log().sum();
  return coins.where(begins, 0).sum().add(alike);
}

function keepOf(rate: Rate, x: Tensor): TensorLike {
  return ofKeep('keep', rate, x, (keep) => keep);
}

/** The numbers of some rows in the whole batch. */
function numbersOf(rows: number, rowOffset: Tensor): Tensor {
  return new Tensor(rowOffset.b, rowOffset.b.iota([rows], 0)).add(rowOffset);
}

function groupOf(number: Tensor, size: number): Tensor {
  return number.cast('f32').add(0.5).div(size).floor().cast('i32');
}
