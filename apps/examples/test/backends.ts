/** Every backend that the examples run on, made anew for each test. */
import type { Backend } from '@bernoulli/api';
import { cpu } from '@bernoulli/backend-cpu';
import { onnx } from '@bernoulli/backend-onnx';
import { tfjs } from '@bernoulli/backend-tfjs';

export const backends: Readonly<Record<string, () => Backend>> = {
  cpu: () => cpu(),
  'tfjs (cpu)': () => tfjs({ engine: 'cpu' }),
  'tfjs (wasm)': () => tfjs({ engine: 'wasm' }),
  onnx: () => onnx(),
};
