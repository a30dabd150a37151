/** Axes between batch and channels, a whole number of times as long. */
import { sizeFrom } from '../../ir/index.ts';
import { Tensor } from '../../tracing/tensor.ts';
import { placesOf } from '../places.ts';
import { sizesOf, type Sizes } from '../sizes.ts';

/** Every place several times. */
export function enlarge(who: string, x: Tensor, factors: Sizes, axes: 1 | 2 | 3): Tensor {
  placesOf(who, x.shape, axes);
  return sizesOf(factors, axes).reduce((larger, factor, i) => repeat(larger, factor, i + 1), x);
}

/** Lines between the centres of neighbours; beyond the outermost centres their values go on. */
export function enlargeByLines(who: string, x: Tensor, factors: Sizes, axes: 1 | 2 | 3): Tensor {
  placesOf(who, x.shape, axes);
  return sizesOf(factors, axes).reduce((larger, factor, i) => mix(larger, factor, i + 1), x);
}

function repeat(x: Tensor, factor: number, axis: number): Tensor {
  if (factor === 1) return x;
  const [before, size, after] = [x.shape.slice(0, axis), x.shape[axis]!, x.shape.slice(axis + 1)];
  return x
    .reshape([...before, size, 1, ...after])
    .broadcastTo([...before, size, factor, ...after])
    .reshape([...before, sizeFrom(size, { times: factor }), ...after]);
}

/** Along an axis, each new place as the mix of the two old ones whose centres it lies between. */
function mix(x: Tensor, factor: number, axis: number): Tensor {
  if (factor === 1) return x;
  const size = x.shape[axis]!;
  const last = size < 0 ? new Tensor(x.b, x.b.sizeScalar(size)).cast('f32').sub(1) : size - 1;
  const places = new Tensor(x.b, x.b.iota([sizeFrom(size, { times: factor })], 0)).cast('f32');
  const at = places.add(0.5).div(factor).sub(0.5).maximum(0).minimum(last);
  const left = at.floor();
  const share = at.sub(left).reshape([places.shape[0]!, ...x.shape.slice(axis + 1).map(() => 1)]);
  const before = x.gather(left.cast('i32'), axis);
  return before.add(x.gather(left.add(1).minimum(last).cast('i32'), axis).sub(before).mul(share));
}
