/** How a result differs from the one expected, by ONNX's rule: |x − y| ≤ a + r·|y|; whole numbers exactly. */
import type { TensorData } from '@bernoulli/api';
import { elementTypes } from '../../packages/backend-onnx/src/proto/element-type.ts';
import type { FloatFormat } from '../../packages/backend-onnx/src/proto/small-float.ts';
import type { OnnxCase } from './cases.ts';
import type { CaseTensor } from './value-file.ts';

export function difference(
  got: TensorData,
  want: CaseTensor,
  { relative, absolute }: OnnxCase['tolerance'],
): string | undefined {
  const { dtype, format } = elementTypes[want.type];
  if (got.dtype !== dtype) return `is ${got.dtype}, not ${dtype}`;
  if (got.shape.join() !== want.shape.join()) return `has shape [${got.shape.join()}], not [${want.shape.join()}]`;
  const far = (x: number, y: number): boolean => {
    if (Object.is(x, y) || x === y) return false;
    if (dtype !== 'f32' || !Number.isFinite(y)) return true;
    return !(Math.abs(x - y) <= absolute + relative * Math.abs(y));
  };
  // Small floats are computed with more digits than they have: the case holds them rounded.
  const data = format === undefined ? got.data : Array.from(got.data, (x) => stored(x, format));
  // Of 32 bits without a sign the bits are held.
  const wanted = want.type === 'uint32' ? Array.from(want.data, (y) => y | 0) : Array.from(want.data);
  const wrong = wanted.flatMap((y, i) => (far(data[i]!, y) ? [i] : []));
  if (wrong.length === 0) return undefined;
  const shown = wrong.slice(0, 4).map((i) => `[${i}] ${data[i]} for ${wanted[i]}`);
  return `${wrong.length} of ${want.data.length} differ: ${shown.join(', ')}`;
}

/** True for a result that is within four of the last digits of a small float: what the case rounded on its way is computed with more digits here. */
export function roundsOften(got: TensorData, want: CaseTensor): boolean {
  const { format } = elementTypes[want.type];
  if (format === undefined || want.type.startsWith('float8')) return false;
  return difference(got, want, { relative: 4 * 2 ** -format.fraction, absolute: 1e-7 }) === undefined;
}

/** True where all that differs is 0 here, and in the case a last digit of the largest number at most. */
export function isNoise(got: TensorData, want: CaseTensor): boolean {
  const most = Math.max(...Array.from(want.data, Math.abs));
  return (
    elementTypes[want.type].dtype === 'f32' &&
    Array.from(want.data).every(
      (y, i) =>
        Math.abs(got.data[i]! - y) <= 1e-7 + 1e-3 * Math.abs(y) ||
        (Math.abs(got.data[i]!) < 1e-12 * most && Math.abs(y) < 2 ** -23 * most),
    )
  );
}

/** The number of the format that is nearest, the even one of two. */
function stored(x: number, { bias, fraction, largest }: FloatFormat): number {
  if (!Number.isFinite(x) || x === 0) return x;
  const step = 2 ** (Math.max(Math.floor(Math.log2(Math.abs(x))), 1 - bias) - fraction);
  const [count, low] = [x / step, Math.floor(x / step)];
  const isUp = count - low > 0.5 || (count - low === 0.5 && low % 2 !== 0);
  const rounded = (low + Number(isUp)) * step;
  return Math.abs(rounded) > largest ? Math.sign(x) * Infinity : rounded;
}
