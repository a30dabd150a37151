/** Operators that read parts of pictures at places that other values tell: regions of interest, and windows of which each element moves. */
import { sizeOf } from '@bernoulli/api/ir';
import { concat, type Tensor } from '@bernoulli/api';
import type { NodeCall, Operator } from '../node-call.ts';
import { unsupported } from '../unsupported.ts';
import type { Value } from '../value.ts';
import { counted, part } from './axes.ts';
import { matMul } from './products.ts';
import { sampled } from './sampling.ts';
import { placement } from './windows.ts';

/** Samples of a region along one axis. */
const MOST_SAMPLES = 1 << 14;

/** Each region is cut into cells, and each cell is the mean, or the largest, of some places in it. */
function roiAlign(c: NodeCall): Value {
  const [x, rois, batches] = [c.input(0), c.tensor(1), c.tensor(2)];
  const mode = c.word('mode', ['avg', 'max'], 'avg');
  const isHalf =
    c.opset >= 16 &&
    c.word('coordinate_transformation_mode', ['half_pixel', 'output_half_pixel'], 'half_pixel') === 'half_pixel';
  const cells = [c.int('output_height', 1), c.int('output_width', 1)];
  const ratio = c.int('sampling_ratio', 0);
  const scale = c.float('spatial_scale', 1);
  if (cells.some((n) => !(n >= 1 && n * ratio <= MOST_SAMPLES)))
    unsupported(`${cells.join(' × ')} cells of ${ratio} samples`);
  if (ratio < 1) unsupported('a number of samples that each region decides (sampling_ratio = 0)');
  if (x.rank !== 4 || x.shape.some((n) => n < 1) || rois.shape[0]! < 0) unsupported('operands of open size');
  const [, channels, ...sizes] = x.shape as readonly [number, number, ...number[]];
  const count = rois.shape[0]!;
  const corner = (i: number): Tensor =>
    part(rois, 1, i, 1)
      .mul(scale)
      .sub(isHalf ? 0.5 : 0);
  const hidden: Tensor[] = [];
  const places = sizes.map((size, axis) => {
    // Regions are told as x, y, x, y.
    const [start, end] = [corner(1 - axis), corner(3 - axis)];
    const width = isHalf ? end.sub(start) : end.sub(start).maximum(1);
    const steps = Float32Array.from({ length: cells[axis]! * ratio }, (_, i) => (i + 0.5) / ratio / cells[axis]!);
    const line = start.add(width.mul(rois.constant(steps, [1, steps.length])));
    const shape = axis === 0 ? [count, steps.length, 1] : [count, 1, steps.length];
    hidden.push(line.less(-1).or(line.greater(size)).reshape(shape));
    return line.clip(0, size - 1).reshape(shape);
  });
  const grid = [count, cells[0]! * ratio, cells[1]! * ratio];
  const flat = places.map((t) => t.broadcastTo(grid).reshape([count, grid[1]! * grid[2]!]));
  const made = sampled(x.tensor, batches.reshape([count, 1]), flat, {
    mode: 'linear',
    outside: 'border',
    margin: 0,
    join: mode === 'avg' ? 'sum' : 'max',
  }).reshape([...grid, channels]);
  const isHidden = hidden[0]!.or(hidden[1]!).reshape([...grid, 1]);
  const seen = made.sub(made).where(isHidden, made);
  const cut = seen.reshape([count, cells[0]!, ratio, cells[1]!, ratio, channels]);
  const folded = mode === 'avg' ? cut.mean([2, 4]) : cut.max([2, 4]);
  return c.same(folded.transpose([0, 3, 1, 2]));
}

/** A convolution of which each element of each window is read at a place of its own. */
function deformConv(c: NodeCall): Value {
  const [x, w, offset, bias, mask] = [c.input(0), c.tensor(1), c.tensor(2), c.optional(3), c.optional(4)];
  if (x.rank !== 4 || [...x.shape, ...offset.shape].some((n) => n < 1))
    unsupported('operands of open size, or not of 4 axes');
  const [batch, channels, ...sizes] = x.shape as readonly [number, number, ...number[]];
  const window = w.shape.slice(2);
  c.ignore('kernel_shape');
  const { strides, dilations, before, places: counts } = placement(c, sizes, window);
  const [groups, offsetGroups] = [c.int('group', 1), c.int('offset_group', 1)];
  const [elements, places] = [sizeOf(window), sizeOf(counts)];
  const moved = offset.reshape([batch, offsetGroups, ...window, 2, ...counts]);
  const own = channels / offsetGroups;
  const picture = counted(x.tensor, [batch, 1], 0);
  const columns = Array.from({ length: offsetGroups }, (_, group) => {
    const at = sizes.map((_, axis) => {
      const by = part(part(moved, 1, group, 1), 4, axis, 1).reshape([batch, ...window, ...counts]);
      const shape = (k: number, n: number): number[] => [1, 1, 1, 1, 1].with(k, n);
      const tap = counted(x.tensor, shape(1 + axis, window[axis]!), 1 + axis).mul(dilations[axis]!);
      const place = counted(x.tensor, shape(3 + axis, counts[axis]!), 3 + axis)
        .mul(strides[axis]!)
        .sub(before[axis]!);
      return by.add(tap.add(place).cast('f32')).reshape([batch, elements * places]);
    });
    const read = sampled(part(x.tensor, 1, group * own, own), picture, at, {
      mode: 'linear',
      outside: 'zeros',
      margin: 0,
      join: 'sum',
    });
    if (mask === undefined) return read;
    const weights = mask.tensor.reshape([batch, offsetGroups, elements * places]);
    return read.mul(part(weights, 1, group, 1).reshape([batch, elements * places, 1]));
  });
  // `[batch, channels, elements, places]`, of which each group of filters takes its channels.
  const laid = concat(columns, 2)
    .transpose([0, 2, 1])
    .reshape([batch, channels * elements, places]);
  const [filters, depth] = [w.shape[0]! / groups, (channels / groups) * elements];
  const made = Array.from({ length: groups }, (_, g) =>
    matMul(part(w, 0, g * filters, filters).reshape([filters, depth]), part(laid, 1, g * depth, depth)),
  );
  const y = (made.length === 1 ? made[0]! : concat(made, 1)).reshape([batch, filters * groups, ...counts]);
  return c.same(bias === undefined ? y : y.add(bias.tensor.reshape([filters * groups, 1, 1])));
}

export const regions: Readonly<Record<string, Operator>> = { RoiAlign: roiAlign, DeformConv: deformConv };
