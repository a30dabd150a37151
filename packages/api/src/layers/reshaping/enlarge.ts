/** Axes between batch and channels, a whole number of times as long. */
import { fail, printShape } from '../../ir/index.ts';
import type { Tensor } from '../../tracing/tensor.ts';
import { placesOf } from '../places.ts';

/** One factor for all axes, or one for each. */
type Factors = number | readonly number[];

const isFactor = (x: unknown): boolean => Number.isSafeInteger(x) && (x as number) >= 1;

/** The test for a factor, or a list of as many as there are axes. */
export function isFactors(axes: number): (x: unknown) => boolean {
  return (x) => isFactor(x) || (Array.isArray(x) && x.length === axes && x.every(isFactor));
}

/** Every place several times. */
export function enlarge(who: string, x: Tensor, factors: Factors, axes: 1 | 2 | 3): Tensor {
  placesOf(who, x.shape, axes);
  return factorsOf(factors, axes).reduce((larger, factor, i) => repeat(larger, factor, i + 1), x);
}

/** Lines between the centres of neighbours; beyond the outermost centres their values go on. */
export function enlargeByLines(who: string, x: Tensor, factors: Factors, axes: 1 | 2 | 3): Tensor {
  placesOf(who, x.shape, axes);
  if (x.shape.slice(1).some((size) => size < 0))
    fail('SHAPE', { who, what: 'the sizes after the batch must be known', received: printShape(x.shape) });
  return factorsOf(factors, axes).reduce((larger, factor, i) => mix(larger, factor, i + 1), x);
}

function factorsOf(factors: Factors, axes: number): readonly number[] {
  return typeof factors === 'number' ? new Array<number>(axes).fill(factors) : factors;
}

function repeat(x: Tensor, factor: number, axis: number): Tensor {
  if (factor === 1) return x;
  const [before, size, after] = [x.shape.slice(0, axis), x.shape[axis]!, x.shape.slice(axis + 1)];
  return x
    .reshape([...before, size, 1, ...after])
    .broadcastTo([...before, size, factor, ...after])
    .reshape([...before, size * factor, ...after]);
}

/** Along an axis, each new place as the mix of the two old ones whose centres it lies between. */
function mix(x: Tensor, factor: number, axis: number): Tensor {
  if (factor === 1) return x;
  const size = x.shape[axis]!;
  const shares = new Float32Array(size * size * factor);
  for (let place = 0; place < size * factor; place++) {
    const at = Math.min(Math.max((place + 0.5) / factor - 0.5, 0), size - 1);
    const left = Math.floor(at);
    shares[left * size * factor + place]! += 1 - (at - left);
    if (left + 1 < size) shares[(left + 1) * size * factor + place]! += at - left;
  }
  const last = x.rank - 1;
  const swap = [...x.shape.keys()].map((i) => (i === axis ? last : i === last ? axis : i));
  return x
    .transpose(swap)
    .matMul(x.constant(shares, [size, size * factor]))
    .transpose(swap);
}
