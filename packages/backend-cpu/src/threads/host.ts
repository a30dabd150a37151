/** What the host has for threads: cores, workers, and memory that they can share. Typed here, so that no DOM library is needed. */

/** A thread that has been started. */
export interface Thread {
  send(message: unknown): void;
}

interface NodeThreads {
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
}

interface Host {
  readonly process?: { getBuiltinModule?(name: string): unknown };
  readonly crossOriginIsolated?: boolean;
  readonly SharedArrayBuffer?: unknown;
  readonly navigator?: { readonly hardwareConcurrency?: number };
  readonly Worker?: new (url: string) => WebWorker;
  readonly Blob?: new (parts: readonly string[], options: { readonly type: string }) => object;
  /** Of a worker's global scope. */
  readonly addEventListener: (type: 'message', listener: (event: { readonly data: unknown }) => void) => void;
  readonly URL: { createObjectURL(blob: object): string; revokeObjectURL(url: string): void };
}

const host = globalThis as unknown as Host;

function builtin<T>(name: string): T | undefined {
  return host.process?.getBuiltinModule?.(name) as T | undefined;
}

const nodeThreads = (): NodeThreads | undefined => builtin('node:worker_threads');

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

/** Starts a thread on a source text. It does not keep the process alive. */
export function startThread(source: string): Thread {
  const node = nodeThreads();
  if (node !== undefined) {
    const worker = new node.Worker(source, { eval: true, execArgv: [], name: 'bernoulli' });
    worker.unref();
    // One that cannot start, for lack of memory say, is done without.
    worker.on('error', () => undefined);
    return { send: worker.postMessage.bind(worker) };
  }
  const url = host.URL.createObjectURL(new host.Blob!([source], { type: 'text/javascript' }));
  const worker = new host.Worker!(url);
  host.URL.revokeObjectURL(url);
  return { send: worker.postMessage.bind(worker) };
}

/** On a started thread: calls the listener with every message that is sent to it. */
export function onMessage(listener: (message: unknown) => void): void {
  const node = nodeThreads();
  if (node !== undefined) node.parentPort!.on('message', listener);
  else host.addEventListener('message', ({ data }) => listener(data));
}
