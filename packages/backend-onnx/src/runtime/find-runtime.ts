/** ONNX Runtime, found when it is first needed: the native package, else the Wasm one. */
import { BernoulliError, fail } from '@bernoulli/api/ir';

type Package = typeof import('onnxruntime-node');
export type Runtime = Pick<Package, 'InferenceSession' | 'Tensor'> & Partial<Pick<Package, 'env'>>;

const candidates = ['onnxruntime-node', 'onnxruntime-web'] as const;

/**
 * Loads the first of the packages that is installed.
 *
 * @throws BernoulliError `BACKEND` that says what was tried, what came of it, and what to install.
 */
export async function findRuntime(load: (name: string) => Promise<unknown> = (name) => import(name)): Promise<Runtime> {
  const failures: string[] = [];
  for (const name of candidates) {
    try {
      return asRuntime(await load(name), name);
    } catch (error) {
      if (BernoulliError.is(error)) throw error;
      failures.push(`${name}: ${reason(error)}`);
    }
  }
  fail('BACKEND', {
    who: 'onnx',
    what: `ONNX Runtime could not be loaded (${failures.join('; ')})`,
    hint: 'Run `npm install onnxruntime-node`, or `npm install onnxruntime-web` where there is no native build',
  });
}

/** The package that a runtime is: it carries its version under the name of its build. */
export function packageOf({ env }: Runtime): string {
  return env?.versions.node === undefined ? 'onnxruntime-web' : 'onnxruntime-node';
}

/** The module itself, or what a CommonJS package is wrapped in. */
export function asRuntime(loaded: unknown, name = 'runtime'): Runtime {
  const candidate = [loaded, (loaded as { default?: unknown } | null)?.default].find(isRuntime);
  return (
    candidate ??
    fail('BACKEND', { who: 'onnx', what: `${name} is not ONNX Runtime: it has no InferenceSession and Tensor` })
  );
}

function isRuntime(value: unknown): value is Runtime {
  const { InferenceSession, Tensor } = (value ?? {}) as Partial<Runtime>;
  return typeof InferenceSession?.create === 'function' && typeof Tensor === 'function';
}

function reason(error: unknown): string {
  const { code, message } = error as { code?: string; message?: string };
  if (code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND') return 'not installed';
  return (message ?? String(error)).split('\n')[0]!;
}
