/** The wasm engine, told that its memory is full: TF.js takes the address 0 for memory, and writes over what lies there. */
import { fail } from '@bernoulli/api/ir';
import type { KernelBackend } from '@tensorflow/tfjs-core';

type Allocate = (bytes: number) => number;

/** What Emscripten calls the allocator. */
const entry = '_malloc';

const mended = new WeakSet<object>();

/** Has every allocation of the engine's own fail that found no room, in place of handing out nothing. */
export function failWhenFull(memory: KernelBackend): void {
  const { wasm } = memory as unknown as { readonly wasm: Record<typeof entry, Allocate> };
  if (mended.has(wasm)) return;
  mended.add(wasm);
  let allocate = wasm[entry];
  const guarded: Allocate = (bytes) => {
    const address = allocate(bytes);
    if (address === 0 && bytes > 0)
      fail('BACKEND', {
        who: 'tfjs',
        what: `out of memory: no room for ${Math.ceil(bytes / 2 ** 20)} MiB more in the engine wasm`,
        hint: 'Use smaller batches, or dispose what is not needed',
      });
    return address;
  };
  Object.defineProperty(wasm, entry, {
    get: () => guarded,
    // Emscripten's first call puts another function in the place of the first one.
    set(other: Allocate) {
      allocate = other;
    },
  });
}
