/** How a result differs from the one expected, by ONNX's rule: |x − y| ≤ a + r·|y|; whole numbers exactly. */
import type { TensorData } from '@bernoulli/api';
import { elementTypes } from '../../packages/backend-onnx/src/proto/element-type.ts';
import type { CaseTensor, OnnxCase } from './cases.ts';

export function difference(
  got: TensorData,
  want: CaseTensor,
  { relative, absolute }: OnnxCase['tolerance'],
): string | undefined {
  const { dtype } = elementTypes[want.type];
  if (got.dtype !== dtype) return `is ${got.dtype}, not ${dtype}`;
  if (got.shape.join() !== want.shape.join()) return `has shape [${got.shape.join()}], not [${want.shape.join()}]`;
  const far = (x: number, y: number): boolean => {
    if (Object.is(x, y) || x === y) return false;
    if (dtype !== 'f32' || !Number.isFinite(y)) return true;
    return !(Math.abs(x - y) <= absolute + relative * Math.abs(y));
  };
  const wrong = Array.from(want.data).flatMap((y, i) => (far(got.data[i]!, y) ? [i] : []));
  if (wrong.length === 0) return undefined;
  const shown = wrong.slice(0, 4).map((i) => `[${i}] ${got.data[i]} for ${want.data[i]}`);
  return `${wrong.length} of ${want.data.length} differ: ${shown.join(', ')}`;
}
