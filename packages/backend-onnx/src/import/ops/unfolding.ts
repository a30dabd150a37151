/** The reverse of windows and of pools in shape: elements that go back to where they came from. */
import { sizeOf, stridesOf } from '@bernoulli/api/ir';
import { Tensor } from '@bernoulli/api';
import type { NodeCall, Operator } from '../node-call.ts';
import { unsupported } from '../unsupported.ts';
import type { Value } from '../value.ts';
import { part, positions } from './axes.ts';
import { scatterRows } from './scatter.ts';

const MOST_ELEMENTS = 1 << 20;

/** Columns of windows, added where the windows lie. */
function columnsToImage(c: NodeCall): Value {
  const x = c.input(0);
  const [sizes, window] = [Array.from(c.input(1).numbers('its sizes')), Array.from(c.input(2).numbers('its window'))];
  const ones = sizes.map(() => 1);
  const [strides, dilations] = [c.ints('strides') ?? ones, c.ints('dilations') ?? ones];
  const pads = c.ints('pads') ?? [...ones, ...ones].map(() => 0);
  if ([...strides, ...dilations].some((n) => n < 1) || pads.some((n) => n < 0))
    unsupported('strides or dilations below 1, or pads below 0');
  const padded = sizes.map((n, i) => n + pads[i]! + pads[i + sizes.length]!);
  const counts = padded.map((n, i) => Math.floor((n - (window[i]! - 1) * dilations[i]! - 1) / strides[i]!) + 1);
  const [elements, places] = [sizeOf(window), sizeOf(counts)];
  if (x.dtype !== 'f32') unsupported(`an operand of type ${x.type}`);
  if (!(elements * places > 0 && elements * places <= MOST_ELEMENTS && sizeOf(padded) <= 2 ** 26))
    unsupported(`${places} windows of ${elements}`);
  if (x.rank !== 3 || x.shape[2] !== places || x.shape[1]! % elements !== 0)
    unsupported(`an operand that does not hold ${places} windows of ${elements}`);
  const index = (flat: number, shape: readonly number[]): number[] =>
    stridesOf(shape).map((stride, axis) => Math.floor(flat / stride) % shape[axis]!);
  const steps = stridesOf(padded);
  const at = Array.from({ length: elements * places }, (_, i) => {
    const [tap, place] = [index(Math.floor(i / places), window), index(i % places, counts)];
    return steps.reduce(
      (sum, step, axis) => sum + step * (place[axis]! * strides[axis]! + tap[axis]! * dilations[axis]!),
      0,
    );
  });
  const [batch, channels] = [x.shape[0]!, x.shape[1]! / elements];
  const rows = x.tensor.reshape([batch, channels, elements * places]);
  const sums = new Tensor(rows.b, rows.b.scatterAdd(positions(rows, at).ref, rows.ref, sizeOf(padded), 2));
  const whole = sums.reshape([batch, channels, ...padded]);
  return c.same(sizes.reduce((y, n, axis) => part(y, axis + 2, pads[axis]!, n), whole));
}

/** The largest elements, where they were; 0 elsewhere. */
function maxUnpool(c: NodeCall): Value {
  const [x, indices] = [c.input(0), c.tensor(1)];
  const window = c.ints('kernel_shape') ?? unsupported('no kernel_shape');
  const strides = c.ints('strides') ?? window.map(() => 1);
  const pads = c.ints('pads') ?? [...window, ...window].map(() => 0);
  if (x.shape.some((n) => n < 1)) unsupported('an operand of open size');
  const sizes = window.map((n, i) => (x.shape[i + 2]! - 1) * strides[i]! + n - pads[i]! - pads[i + window.length]!);
  const shape = [x.shape[0]!, x.shape[1]!, ...sizes];
  if (shape.some((n) => !(n >= 1))) unsupported(`a result of ${shape.join(' × ')}`);
  const asked = c.optional(2)?.numbers('its shape');
  const wanted = asked === undefined ? shape : Array.from(asked);
  if (wanted.length !== shape.length || wanted.some((n, i) => n < shape[i]!))
    unsupported(`output_shape ${wanted.join(', ')}`);
  const count = sizeOf(x.shape);
  const zeros = x.tensor.constant(Float32Array.of(0), []).broadcastTo([sizeOf(shape), 1]);
  const flat = scatterRows(zeros, indices.reshape([count]), x.tensor.reshape([count, 1]), 'none').reshape(shape);
  return c.same(
    flat.pad(
      shape.map(() => 0),
      wanted.map((n, i) => n - shape[i]!),
    ),
  );
}

export const unfoldings: Readonly<Record<string, Operator>> = { Col2Im: columnsToImage, MaxUnpool: maxUnpool };
