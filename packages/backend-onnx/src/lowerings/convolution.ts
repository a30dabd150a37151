/** What convolutions share in ONNX: where the channels stand, and the names of attributes. */
import type { OpAttrs, Shape } from '@bernoulli/api/ir';
import type { OnnxWriter } from './onnx-writer.ts';
import type { Value } from './value.ts';

/** `[batch, …sizes, channels]` as `[batch, channels, …sizes]`. */
export function channelsFirst(w: OnnxWriter, { name, shape }: Value): string {
  const last = shape.length - 1;
  return w.node('Transpose', [name], { perm: [0, last, ...between(shape)] });
}

/** The reverse, for a result whose shape is then `shape`. */
export function channelsLast(w: OnnxWriter, name: string, shape: Shape): string {
  return w.node('Transpose', [name], { perm: [0, ...between(shape).map((axis) => axis + 1), 1] });
}

/** `[…window, channels, filters]` as `[filters, channels, …window]`. */
export function filtersFirst(w: OnnxWriter, { name, shape }: Value): string {
  const last = shape.length - 1;
  return w.node('Transpose', [name], { perm: [last, last - 1, ...between(shape).map((axis) => axis - 1)] });
}

/** The attributes that say where windows lie. */
export function placement({
  strides,
  dilations,
  before,
  after,
  groups,
}: OpAttrs<'conv'>): Record<string, number | number[]> {
  return { strides: [...strides], dilations: [...dilations], pads: [...before, ...after], group: groups };
}

/** The axes between the first and the last. */
function between(shape: Shape): number[] {
  return Array.from({ length: shape.length - 2 }, (_, i) => i + 1);
}
