/** The backends that ONNX's tests run on. */
import type { Backend } from '@bernoulli/api';

export const backendNames = ['cpu', 'tfjs', 'onnx'] as const;

/** A backend by its name, loaded when it is asked for. */
export async function backendOf(name: string): Promise<Backend> {
  if (name === 'cpu') return (await import('@bernoulli/backend-cpu')).cpu({ threads: 1 });
  if (name === 'onnx') return (await import('@bernoulli/backend-onnx')).onnx({ threads: 1 });
  await import('@tensorflow/tfjs-backend-cpu');
  return (await import('@bernoulli/backend-tfjs')).tfjs({ engine: 'cpu' });
}
