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

/** The CPU backend in every build; in two threads all that can be shared is. */
export const cpuBuilds: typeof backends = {
  'cpu (plain loops)': () => cpu({ simd: false }),
  'cpu (plain SIMD)': () => cpu({ simd: 'plain', threads: 1 }),
  'cpu (plain SIMD, 2 threads)': () => cpu({ simd: 'plain', threads: 2, grain: 0 }),
  'cpu (relaxed SIMD)': () => cpu({ simd: true, threads: 1 }),
  'cpu (relaxed SIMD, 2 threads)': () => cpu({ simd: true, threads: 2, grain: 0 }),
};
