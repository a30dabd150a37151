/** Our backends as the bench asks for them: by name and options, each package loaded only when it is needed. */
import { availableParallelism } from 'node:os';
import type { Backend } from '@bernoulli/api';
import type { Setup } from '../process/protocol.ts';

export interface Chosen {
  readonly backend: Backend;
  readonly threads: number;
}

/** `options.backend` is the package's name; the others are handed on where they are given: `sparse` to cpu, `engine` to tfjs. */
export async function choose({ backend, threads, engine, sparse }: Setup['options']): Promise<Chosen> {
  const shared = typeof threads === 'number' ? { threads } : {};
  const given = typeof threads === 'number' ? threads : availableParallelism();
  switch (backend) {
    case 'cpu':
      return {
        backend: (await import('@bernoulli/backend-cpu')).cpu({ ...shared, ...(sparse === false ? { sparse } : {}) }),
        threads: given,
      };
    case 'onnx':
      return { backend: (await import('@bernoulli/backend-onnx')).onnx(shared), threads: given };
    case 'tfjs':
      // TF.js's wasm engine takes up workers only in browsers; its plain one never.
      return {
        backend: (await import('@bernoulli/backend-tfjs')).tfjs({ engine: engine as 'cpu' | 'wasm' }),
        threads: 1,
      };
    default:
      throw new Error(`There is no backend ${String(backend)}.`);
  }
}
