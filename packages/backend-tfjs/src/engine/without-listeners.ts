/**
 * Listeners of the process that the start of an engine adds: Emscripten's code in the wasm engine listens for uncaught exceptions and
 * rejections, to throw them again, so that they end the process in another way than the program wants.
 */
import type { AsyncLocalStorage } from 'node:async_hooks';

type Listener = (...values: unknown[]) => void;

/** What of Node is used where it is there. */
interface NodeProcess {
  getBuiltinModule?(name: 'node:async_hooks'): { readonly AsyncLocalStorage: new () => AsyncLocalStorage<true> };
  on(event: string, listener: Listener): void;
  removeListener(event: string, listener: Listener): void;
}

/**
 * Does work, and takes each listener away that it adds to the process, at once. Those that others add in the meantime are known by
 * the asynchronous course that they come from, and stay.
 */
export async function withoutListeners<T>(work: () => Promise<T>): Promise<T> {
  const { process } = globalThis as { process?: NodeProcess };
  const hooks = process?.getBuiltinModule?.('node:async_hooks');
  if (process === undefined || hooks === undefined) return work();
  const ours = new hooks.AsyncLocalStorage();
  const added = ((event: string, listener: Listener) => {
    // Told before it is added.
    if (ours.getStore()) queueMicrotask(() => process.removeListener(event, listener));
  }) as Listener;
  process.on('newListener', added);
  try {
    return await ours.run(true, work);
  } finally {
    process.removeListener('newListener', added);
  }
}
