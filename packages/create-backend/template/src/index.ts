/** The backend: its kernels, and the way of a value to the engine and back. */
import { kernelBackend, type Backend, type TensorData } from '@bernoulli/api/ir';
import { kernels } from './kernels.ts';

/** Found by its package's name: `findBackend('my-backend')`, or the environment variable `BERNOULLI_BACKEND`. */
export function createBackend(): Backend {
  return kernelBackend<TensorData>({
    name: 'my-backend',
    kernels,
    // Arrays are the caller's on both sides, so both copy.
    upload: ({ dtype, shape, data }) => ({ dtype, shape, data: data.slice() }),
    download: ({ dtype, shape, data }) => ({ dtype, shape, data: data.slice() }),
  });
}
