/** Fourier transforms as products with matrices of sines and cosines, and what goes with them: windows, and bands of frequencies. */
import { resolveAxis } from '@bernoulli/api/ir';
import { concat, type Tensor } from '@bernoulli/api';
import type { NodeCall, Operator } from '../node-call.ts';
import { unsupported } from '../unsupported.ts';
import type { Value } from '../value.ts';
import { part, positions, toEnd } from './axes.ts';
import { typeAttribute } from './cast.ts';

/** Elements of one matrix. */
const MOST_ELEMENTS = 1 << 21;

interface Transform {
  /** How many numbers the transform is of; shorter signals are filled up with zeros, longer ones cut. */
  readonly length: number;
  readonly isInverse: boolean;
  /** Half of the result, or of the operand of an inverse, where the other half is its mirror image. */
  readonly isOneSided: boolean;
}

/** Transforms along an axis of `[…, parts]`, where the last axis holds the real part, or it and the imaginary one. */
function transformed(x: Tensor, axis: number, { length, isInverse, isOneSided }: Transform): Tensor {
  const half = Math.floor(length / 2) + 1;
  const size = Math.min(x.shape[axis]!, isInverse && isOneSided ? half : length);
  const results = isOneSided && !isInverse ? half : length;
  if (size < 1 || length < 1 || size * results > MOST_ELEMENTS) unsupported(`a transform of ${length} numbers`);
  const table = (f: (angle: number) => number): Tensor => {
    const numbers = new Float32Array(size * results);
    for (let j = 0; j < size; j++) {
      // What stands for its mirror image as well counts twice.
      const times = isInverse && isOneSided && j > 0 && 2 * j !== length ? 2 : 1;
      const weight = isInverse ? times / length : 1;
      for (let k = 0; k < results; k++)
        numbers[j * results + k] = weight * f((2 * Math.PI * ((j * k) % length)) / length);
    }
    return x.constant(numbers, [size, results]);
  };
  const lead = x.shape.slice(0, -1);
  const read = (i: number): Tensor => part(part(x, x.rank - 1, i, 1).reshape(lead), axis, 0, size);
  const along = (y: Tensor, matrix: Tensor): Tensor => {
    const { moved, back } = toEnd(y, axis);
    const flat = moved.rank === 1 ? moved.reshape([1, size]).matMul(matrix).reshape([results]) : moved.matMul(matrix);
    return back(flat);
  };
  const [cos, sin] = [table(Math.cos), table((angle) => Math.sin(angle) * (isInverse ? 1 : -1))];
  const wide = (y: Tensor): Tensor => y.reshape([...y.shape, 1]);
  const real = read(0);
  const imaginary = x.shape.at(-1) === 2 ? read(1) : undefined;
  const realOut = imaginary === undefined ? along(real, cos) : along(real, cos).sub(along(imaginary, sin));
  if (isInverse && isOneSided) return wide(realOut);
  const imaginaryOut = imaginary === undefined ? along(real, sin) : along(real, sin).add(along(imaginary, cos));
  return concat([wide(realOut), wide(imaginaryOut)], realOut.rank);
}

function dft(c: NodeCall): Value {
  const x = c.input(0);
  const given = c.opset < 20 ? c.int('axis', 1) : (c.optional(2)?.scalar('its axis') ?? -2);
  const axis = resolveAxis(given, x.rank, 'DFT');
  const [isInverse, isOneSided] = [c.flag('inverse'), c.flag('onesided')];
  const size = x.shape[axis]!;
  if (size < 1 || axis === x.rank - 1) unsupported('an axis of open size, or none');
  const usual = isInverse && isOneSided ? 2 * (size - 1) : size;
  const length = c.optional(1)?.scalar('its length') ?? usual;
  return c.same(transformed(x.tensor, axis, { length, isInverse, isOneSided }));
}

function stft(c: NodeCall): Value {
  const [x, window] = [c.input(0), c.optional(2)];
  const step = c.input(1).scalar('the step from frame to frame');
  const size = x.shape[1]!;
  const length = c.optional(3)?.scalar('the length of a frame') ?? window?.shape[0] ?? size;
  if (x.rank !== 3 || size < 1 || !(length >= 1 && length <= size) || !(step >= 1))
    unsupported('a signal of open size, or shorter than a frame');
  const frames = 1 + Math.floor((size - length) / step);
  if (frames * length > MOST_ELEMENTS / 2) unsupported(`${frames} frames of ${length}`);
  const at = Array.from({ length: frames * length }, (_, i) => Math.floor(i / length) * step + (i % length));
  const cut = x.tensor.gather(positions(x.tensor, at, [frames, length]), 1);
  const weighted = window === undefined ? cut : cut.mul(window.tensor.reshape([window.shape[0]!, 1]));
  return c.same(transformed(weighted, 2, { length, isInverse: false, isOneSided: c.flag('onesided', true) }));
}

/** The sum of a[k] · cos(2πkn/N), with signs that change. */
function windowOf(...a: readonly number[]): Operator {
  return (c) => {
    const size = c.input(0).scalar('its size');
    const isPeriodic = c.flag('periodic', true);
    if (!(size >= 0 && size <= MOST_ELEMENTS / 2)) unsupported(`a window of ${size}`);
    const turn = isPeriodic ? size : size - 1;
    const at = (n: number): number =>
      a.reduce((sum, factor, k) => sum + (k % 2 === 0 ? 1 : -1) * factor * Math.cos((2 * Math.PI * k * n) / turn), 0);
    return c.known(
      typeAttribute(c, 'output_datatype', 'float'),
      [size],
      Float64Array.from({ length: size }, (_, n) => at(n)),
    );
  };
}

/** Triangles over frequencies, equally far from each other on the scale of mels. */
function melWeights(c: NodeCall): Value {
  const [bands, length, rate, low, high] = [0, 1, 2, 3, 4].map((i) => c.input(i).scalar('a number')) as [
    number,
    number,
    number,
    number,
    number,
  ];
  const rows = Math.floor(length / 2) + 1;
  if (!(bands >= 1 && rows >= 1 && rows * bands <= MOST_ELEMENTS)) unsupported(`${bands} bands of ${length} numbers`);
  const mel = (hertz: number): number => (2595 * Math.log1p(hertz / 700)) / Math.LN10;
  const step = (mel(high) - mel(low)) / (bands + 2);
  const edges = Array.from({ length: bands + 2 }, (_, i) => {
    const hertz = 700 * Math.expm1(((i * step + mel(low)) / 2595) * Math.LN10);
    return Math.floor(((length + 1) * hertz) / rate);
  });
  if (edges.some((at) => !(at >= 0 && at < rows))) unsupported('frequencies beyond half the rate');
  const out = new Float64Array(rows * bands);
  for (let band = 0; band < bands; band++) {
    const [left, center, right] = edges.slice(band, band + 3) as [number, number, number];
    if (center === left) out[center * bands + band] = 1;
    else for (let row = left; row <= center; row++) out[row * bands + band] = (row - left) / (center - left);
    for (let row = center; row < right; row++) out[row * bands + band] = (right - row) / (right - center);
  }
  return c.known(typeAttribute(c, 'output_datatype', 'float'), [rows, bands], out);
}

export const transforms: Readonly<Record<string, Operator>> = {
  DFT: dft,
  STFT: stft,
  HannWindow: windowOf(0.5, 0.5),
  HammingWindow: windowOf(25 / 46, 21 / 46),
  BlackmanWindow: windowOf(0.42, 0.5, 0.08),
  MelWeightMatrix: melWeights,
};
