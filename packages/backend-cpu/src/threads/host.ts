/** What the host has for threads: cores, workers, and memory that they can share. Typed here, so that no DOM library is needed. */

export interface NodeThreads {
  readonly Worker: new (source: string, options: object) => NodeWorker;
  /** `null` on the main thread. */
  readonly parentPort: { on(event: 'message', listener: (message: unknown) => void): void } | null;
}

interface NodeWorker {
  postMessage(message: unknown): void;
  unref(): void;
  on(event: 'error', listener: (error: Error) => void): void;
}

interface WebWorker {
  postMessage(message: unknown): void;
  addEventListener(type: 'error', listener: (event: { readonly message?: string }) => void): void;
}

/** What makes texts into such that a page trusts, under a name that its policy may allow. */
interface TrustedTypes {
  createPolicy(
    name: string,
    rules: { createScriptURL(url: string): string },
  ): { createScriptURL(url: string): unknown };
}

interface Host {
  readonly process?: { getBuiltinModule?(name: string): unknown };
  readonly crossOriginIsolated?: boolean;
  readonly SharedArrayBuffer?: unknown;
  readonly navigator?: { readonly hardwareConcurrency?: number };
  readonly Worker?: new (url: unknown) => WebWorker;
  readonly trustedTypes?: TrustedTypes;
  readonly Blob?: new (parts: readonly string[], options: { readonly type: string }) => object;
  /** Of a worker's global scope. */
  readonly addEventListener: (type: 'message', listener: (event: { readonly data: unknown }) => void) => void;
  readonly URL: { createObjectURL(blob: object): string; revokeObjectURL(url: string): void };
}

export const host = globalThis as unknown as Host;

function builtin<T>(name: string): T | undefined {
  return host.process?.getBuiltinModule?.(name) as T | undefined;
}

export const nodeThreads = (): NodeThreads | undefined => builtin('node:worker_threads');

/** Cores that this process may use; 1 where threads cannot share memory. */
export function availableThreads(): number {
  if (!canShareMemory()) return 1;
  const os = builtin<{ availableParallelism(): number }>('node:os');
  return os?.availableParallelism() ?? host.navigator?.hardwareConcurrency ?? 1;
}

/** In Node, and in a page that is isolated from other origins. */
export function canShareMemory(): boolean {
  const workers = nodeThreads() ?? host.Worker;
  return host.SharedArrayBuffer !== undefined && host.crossOriginIsolated !== false && workers !== undefined;
}

/** On a started thread: calls the listener with every message that is sent to it. */
export function onMessage(listener: (message: unknown) => void): void {
  const node = nodeThreads();
  if (node !== undefined) node.parentPort!.on('message', listener);
  else host.addEventListener('message', ({ data }) => listener(data));
}
