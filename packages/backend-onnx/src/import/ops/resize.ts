/** Pictures in other sizes: along each axis every element of the result is a sum of weighted elements, known before the model runs. */
import { resolveAxis } from '@bernoulli/api/ir';
import type { Tensor } from '@bernoulli/api';
import type { NodeCall, Operator } from '../node-call.ts';
import { unsupported } from '../unsupported.ts';
import type { Value } from '../value.ts';
import { positions, toEnd } from './axes.ts';
import { interpolation, type Along, type Interpolation } from './interpolation.ts';

const modes = [
  'half_pixel',
  'half_pixel_symmetric',
  'pytorch_half_pixel',
  'align_corners',
  'asymmetric',
  'tf_crop_and_resize',
] as const;
const roundings = ['round_prefer_floor', 'round_prefer_ceil', 'floor', 'ceil'] as const;

/** Applies weights along an axis: as a choice where each has one source, else as a product of matrices. */
function along(x: Tensor, axis: number, { sources, weights, outside }: Interpolation, fill: number): Tensor {
  let made: Tensor;
  if (sources !== undefined) made = x.gather(positions(x, sources), axis);
  else {
    const { moved, back } = toEnd(x, axis);
    const [rows, columns] = [weights.length, weights[0]?.length ?? 0];
    const matrix = x.constant(Float32Array.from(weights.flat()), [rows, columns]).transpose([1, 0]);
    const flat = moved.rank === 1 ? moved.reshape([1, moved.shape[0]!]) : moved;
    const product = flat.matMul(matrix);
    made = back(moved.rank === 1 ? product.reshape([rows]) : product);
  }
  if (outside.every((isOutside) => !isOutside)) return made;
  const shape = made.shape.map((n, i) => (i === axis ? n : 1));
  const hidden = x.constant(Uint8Array.from(outside, Number), shape);
  return x.constant(Float32Array.of(fill), []).where(hidden, made);
}

function resize(c: NodeCall): Value {
  const x = c.input(0);
  if (c.opset < 11) return upsample(c, 1);
  const mode = c.word('mode', ['nearest', 'linear', 'cubic'], 'nearest');
  const coordinates = c.word('coordinate_transformation_mode', modes, 'half_pixel');
  const policy = c.word('keep_aspect_ratio_policy', ['stretch', 'not_larger', 'not_smaller'], 'stretch');
  const settings = {
    mode,
    coordinates,
    rounding: c.word('nearest_mode', roundings, 'round_prefer_floor'),
    a: c.float('cubic_coeff_a', -0.75),
    excludeOutside: c.flag('exclude_outside'),
    antialias: c.flag('antialias'),
  };
  const fill = c.float('extrapolation_value', 0);
  if (x.dtype !== 'f32' && mode !== 'nearest') unsupported(`mode ${mode} on an operand of type ${x.type}`);
  const axes = (c.ints('axes') ?? [...x.shape.keys()]).map((axis) => resolveAxis(axis, x.rank, 'Resize'));
  const [roi, scales, sizes] = [1, 2, 3].map((i) => {
    const given = c.optional(i);
    return given === undefined || given.shape[0] === 0 ? undefined : given.sizeList('a size');
  });
  const lists = axes.map((axis, i): { axis: number; along: Along } => {
    const size = x.shape[axis]!;
    // Sizes for one row, as files of batch 1 hold them, are for as many rows as there are.
    const isForRows = axis === 0 && c.around.fromOneRow && sizes?.[i] === 1;
    if (isForRows || (size < 0 && sizes?.[i] === size))
      return { axis, along: { size, scale: 1, result: size, start: 0, end: 1 } };
    const [start, end] =
      coordinates === 'tf_crop_and_resize' && roi !== undefined ? [roi[i]!, roi[i + axes.length]!] : [0, 1];
    if (sizes !== undefined) return { axis, along: { size, scale: sizes[i]! / size, result: sizes[i]!, start, end } };
    const scale = scales?.[i] ?? unsupported('neither scales nor sizes');
    return { axis, along: { size, scale, result: Math.floor(size * scale * (end - start)), start, end } };
  });
  const fitted = sizes !== undefined && policy !== 'stretch' ? keepRatio(lists, policy) : lists;
  return c.same(apply(x.tensor, fitted, settings, fill));
}

function keepRatio(lists: readonly { axis: number; along: Along }[], policy: string): { axis: number; along: Along }[] {
  const all = lists.map(({ along: { scale } }) => scale);
  const scale = policy === 'not_larger' ? Math.min(...all) : Math.max(...all);
  return lists.map(({ axis, along: list }) => ({
    axis,
    along: { ...list, scale, result: Math.floor(list.size * scale + 0.5) },
  }));
}

function apply(
  x: Tensor,
  lists: readonly { axis: number; along: Along }[],
  settings: Parameters<typeof interpolation>[1],
  fill: number,
): Tensor {
  return lists.reduce((rest, { axis, along: list }) => {
    const unchanged = list.scale === 1 && list.result === list.size && list.start === 0 && list.end === 1;
    if (unchanged) return rest;
    if (list.size < 1) unsupported('an axis of open size, or none');
    if (!(list.result >= 0 && list.result * list.size <= 1 << 22))
      unsupported(`${list.result} elements from ${list.size}`);
    return along(rest, axis, interpolation(list, settings), fill);
  }, x);
}

/** What came before `Resize`: sources by division alone. */
function upsample(c: NodeCall, input: number): Value {
  const x = c.input(0);
  const mode = c.word('mode', ['nearest', 'linear'], 'nearest');
  const scales =
    c.opset < 9 && c.has('scales') ? c.floats('scales')! : Array.from(c.input(input).numbers('its scales'));
  const settings = {
    mode,
    coordinates: 'asymmetric',
    rounding: 'floor',
    a: -0.75,
    excludeOutside: false,
    antialias: false,
  } as const;
  const lists = scales.map((scale, axis) => ({
    axis,
    along: { size: x.shape[axis]!, scale, result: Math.floor(x.shape[axis]! * scale), start: 0, end: 1 },
  }));
  return c.same(apply(x.tensor, lists, settings, 0));
}

export const resizes: Readonly<Record<string, Operator>> = { Resize: resize, Upsample: (c) => upsample(c, 1) };
