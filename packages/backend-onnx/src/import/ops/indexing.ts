/** Operators that read at places that other values tell. */
import { BATCH, resolveAxis, stridesOf, type Shape } from '@bernoulli/api/ir';
import type { Tensor } from '@bernoulli/api';
import type { NodeCall, Operator } from '../node-call.ts';
import { unsupported } from '../unsupported.ts';
import { Value } from '../value.ts';
import { counted, fromFront } from './axes.ts';
import { isClampedTo, isFromFront } from './known-range.ts';

/** Indices from the front; where they are that by themselves, as they are. */
export function wrappedIndices(indices: Tensor, size: number): Tensor {
  const bare = isClampedTo(indices, size);
  if (bare !== undefined) return bare;
  return isFromFront(indices) ? indices : fromFront(indices, size);
}

function gather(c: NodeCall): Value {
  const [x, indices] = [c.input(0), c.input(1)];
  const axis = c.axis('axis', 0, x.rank);
  if (x.sizes !== undefined) {
    const sizes = Array.from(indices.numbers('which size is meant'), (i) => x.sizes!.at(i)!);
    return Value.sizes(c.around.like, sizes, indices.shape, x.type);
  }
  const size = x.shape[axis]!;
  if (size === BATCH) unsupported('places of a batch of open size');
  return c.same(x.tensor.gather(wrappedIndices(indices.tensor, size), axis));
}

/** How far the other axes are from the first element: positions in a flat array, of the shape of the indices. */
export function flatPositions(shape: Shape, indices: Tensor, axis: number): Tensor {
  const strides = stridesOf(shape);
  return indices.shape.reduce((sum, n, i) => {
    if (i === axis || n === 1) return sum;
    return sum.add(counted(indices, indices.shape, i).mul(strides[i]!));
  }, wrappedIndices(indices, shape[axis]!).mul(strides[axis]!));
}

function requireKnown(shape: Shape): void {
  if (shape.some((n) => n < 0)) unsupported('an operand of open size');
}

function gatherElements(c: NodeCall): Value {
  const [x, indices] = [c.input(0), c.input(1)];
  const axis = c.axis('axis', 0, x.rank);
  requireKnown(x.shape);
  requireKnown(indices.shape);
  const flat = flatPositions(x.shape, indices.tensor, axis);
  return c.same(x.tensor.reshape([x.shape.reduce((n, size) => n * size, 1)]).gather(flat));
}

/** Places along the first axes as places in one axis: `[…, k]` to `[…]`. */
export function flatPlaces(shape: Shape, indices: Tensor): Tensor {
  const depth = indices.shape.at(-1)!;
  const strides = stridesOf(shape.slice(0, depth));
  const lead = indices.shape.slice(0, -1);
  const zeros = indices.shape.map(() => 0);
  let sum: Tensor | undefined;
  for (let k = 0; k < depth; k++) {
    const one = indices.slice(zeros.with(zeros.length - 1, k), [...lead, 1]).reshape(lead);
    const part = wrappedIndices(one, shape[k]!).mul(strides[k]!);
    sum = sum === undefined ? part : sum.add(part);
  }
  return sum ?? unsupported('indices of no axes');
}

function gatherND(c: NodeCall): Value {
  const [x, indices] = [c.input(0), c.input(1)];
  const batch = c.int('batch_dims', 0);
  requireKnown(x.shape);
  requireKnown(indices.shape);
  const depth = indices.shape.at(-1)!;
  const [lead, picked, rest] = [
    x.shape.slice(0, batch),
    x.shape.slice(batch, batch + depth),
    x.shape.slice(batch + depth),
  ];
  const size = (sizes: Shape): number => sizes.reduce((n, m) => n * m, 1);
  let places = flatPlaces(picked, indices.tensor);
  lead.forEach((n, axis) => {
    const step = size(lead.slice(axis + 1)) * size(picked);
    if (n > 1) places = places.add(counted(places, places.shape, axis).mul(step));
  });
  return c.same(x.tensor.reshape([size(lead) * size(picked), ...rest]).gather(places));
}

function oneHot(c: NodeCall): Value {
  const [indices, values] = [c.input(0), c.input(2)];
  const depth = c.input(1).scalar('how many places there are');
  const axis = resolveAxis(c.int('axis', -1), indices.rank + 1, 'OneHot');
  if (!(depth >= 0 && depth < 2 ** 24)) unsupported(`${depth} places`);
  const places = indices.dtype === 'i32' ? indices.tensor : indices.tensor.cast('i32');
  const shape = [...indices.shape.slice(0, axis), 1, ...indices.shape.slice(axis)];
  const wide = fromFront(places, depth).reshape(shape);
  const hit = wide.equal(
    counted(
      wide,
      shape.map((_, i) => (i === axis ? depth : 1)),
      axis,
    ),
  );
  const [off, on] = [0, 1].map((i) => values.tensor.slice([i], [1]).reshape([])) as [Tensor, Tensor];
  return Value.of(on.where(hit, off), values.type);
}

/** Rows of an axis that a list of truths picks; the list must be known, since it says how many. */
function compress(c: NodeCall): Value {
  const x = c.input(0);
  const condition = c.input(1).numbers('its condition');
  const given = c.int('axis');
  const places = Array.from(condition).flatMap((hit, i) => (hit ? [i] : []));
  if (given === undefined) {
    requireKnown(x.shape);
    const flat = x.tensor.reshape([x.shape.reduce((n, m) => n * m, 1)]);
    return c.same(flat.gather(c.constant(places)));
  }
  return c.same(x.tensor.gather(c.constant(places), resolveAxis(given, x.rank, 'Compress')));
}

function nonZero(c: NodeCall): Value {
  const x = c.input(0);
  const numbers = x.numbers('its operand');
  const strides = stridesOf(x.shape);
  const hits = Array.from(numbers).flatMap((value, at) => (value === 0 ? [] : [at]));
  const indices = x.shape.flatMap((n, axis) => hits.map((at) => Math.floor(at / strides[axis]!) % n));
  return c.known('int64', [x.rank, hits.length], Float64Array.from(indices));
}

export const indexing: Readonly<Record<string, Operator>> = {
  Gather: gather,
  GatherElements: gatherElements,
  GatherND: gatherND,
  OneHot: oneHot,
  Compress: compress,
  NonZero: nonZero,
};
