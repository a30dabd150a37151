/** The backend that does on the host what ONNX Runtime is slow at: found at run time, or handed in. */
import { BernoulliError, fail, GraphBuilder, type Backend, type Executable } from '@bernoulli/api/ir';

/** `cpu`: `@bernoulli/backend-cpu`, which must be installed. `none`: everything is ONNX Runtime's. A backend: that one. */
export type Host = 'cpu' | 'none' | Backend;

const name = '@bernoulli/backend-cpu';

/** What of the package is used. */
interface CpuPackage {
  cpu(options: { readonly threads?: number }): Backend;
}

/** The most threads that the package takes. */
const MOST_THREADS = 64;

export interface Hosts {
  /** Works beside a session. One thread: shared memory, which more threads would need, is nothing ONNX Runtime can read. */
  readonly beside: Backend;
  /** Works alone. */
  readonly alone: Backend;
}

/**
 * The host to work with, `null` for none. Where none is asked for it is the CPU backend if that is installed. One that is handed in
 * works alone, too, as it is.
 *
 * @param threads of a host that works alone; by default as many as it takes unasked
 * @throws BernoulliError `BACKEND` when a host that was asked for is missing or offers no memory that ONNX Runtime can share.
 */
export async function findHost(
  host: Host | undefined,
  threads?: number,
  load: (name: string) => Promise<unknown> = (specifier) =>
    import(/* @vite-ignore */ /* webpackIgnore: true */ specifier),
): Promise<Hosts | null> {
  if (host === 'none') return null;
  try {
    const hosts = typeof host === 'object' ? { beside: host, alone: host } : await installed(load, threads);
    await requireShareable(hosts.beside);
    return hosts;
  } catch (cause) {
    if (host === undefined) return null;
    if (BernoulliError.is(cause)) throw cause;
    const what = `${name} could not be loaded: ${(cause as Error).message.split('\n')[0]}`;
    throw new BernoulliError('BACKEND', { who: 'onnx', what, hint: `Run npm install ${name}` }, { cause });
  }
}

async function installed(load: (name: string) => Promise<unknown>, threads: number | undefined): Promise<Hosts> {
  const { cpu } = (await load(name)) as CpuPackage;
  return {
    beside: cpu({ threads: 1 }),
    alone: cpu(threads === undefined ? {} : { threads: Math.min(threads, MOST_THREADS) }),
  };
}

/** Tries the host on a program of one node. */
async function requireShareable(host: Backend): Promise<void> {
  const b = new GraphBuilder();
  const executable: Executable = await host.compile(b.build({ outputs: { y: b.neg(b.input('x', 'f32', [1])) } }));
  try {
    const array = executable.inPlace?.()?.inputs['x'];
    if (array === undefined || !(array.buffer instanceof ArrayBuffer))
      fail('BACKEND', {
        who: 'onnx',
        what: `backend ${host.name} cannot be the host: ONNX Runtime reads only arrays in place, in memory that no thread shares`,
        hint: 'Take cpu({ threads: 1 })',
      });
  } finally {
    await executable.dispose();
  }
}
