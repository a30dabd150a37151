/** Starts threads on a source text, where the host and a page's policy let it. */
import { warnOnce } from '@bernoulli/api/ir';
import { host, nodeThreads, type NodeThreads } from './host.ts';

/** A thread that has been started. */
export interface Thread {
  send(message: unknown): void;
}

let refused = false;

/** False once a thread was refused: none is asked for again. */
export function canStartThreads(): boolean {
  return !refused;
}

/** Starts a thread, which does not keep the process alive; `null` where that is refused, which is said once. */
export function startThread(source: string): Thread | null {
  if (refused) return null;
  const node = nodeThreads();
  try {
    return node === undefined ? startInPage(source) : startInNode(node, source);
  } catch (error) {
    refuse((error as Error).message, node === undefined ? blobs : 'Allow worker threads, or take cpu({ threads: 1 })');
    return null;
  }
}

function startInNode({ Worker }: NodeThreads, source: string): Thread {
  const worker = new Worker(source, { eval: true, execArgv: [], name: 'bernoulli' });
  worker.unref();
  // One that cannot start, for lack of memory say, is done without.
  worker.on('error', () => undefined);
  return { send: worker.postMessage.bind(worker) };
}

const blobs = "Add blob: to worker-src in the page's Content-Security-Policy";

function startInPage(source: string): Thread | null {
  const url = host.URL.createObjectURL(new host.Blob!([source], { type: 'text/javascript' }));
  try {
    const worker = new host.Worker!(trusted(url) ?? url);
    // What a policy forbids fails here in some browsers, and at once in others.
    worker.addEventListener('error', ({ message }) => refuse(message || 'its script was not loaded', blobs));
    return { send: worker.postMessage.bind(worker) };
  } catch (error) {
    if (host.trustedTypes === undefined || policy !== null) throw error;
    refuse(
      (error as Error).message,
      "Add bernoulli to trusted-types in the page's Content-Security-Policy, which requires them for scripts",
    );
    return null;
  } finally {
    host.URL.revokeObjectURL(url);
  }
}

/** The policy `bernoulli`; `null` where the page does not let us have it. */
let policy: ReturnType<NonNullable<typeof host.trustedTypes>['createPolicy']> | null | undefined;

/** An address of ours as a page takes it that lets only trusted ones be loaded; `undefined` where there is no such thing. */
function trusted(url: string): unknown {
  if (host.trustedTypes === undefined) return undefined;
  if (policy === undefined)
    try {
      policy = host.trustedTypes.createPolicy('bernoulli', { createScriptURL: (ours) => ours });
    } catch {
      policy = null;
    }
  return policy?.createScriptURL(url);
}

function refuse(reason: string, hint: string): void {
  refused = true;
  warnOnce({ who: 'cpu', what: `threads cannot be started, so one does all the work (${reason})`, hint });
}
