/** The choice at install time: which backend package is there. */
import { importInstalled } from '../config/installed-package.ts';
import { closestKey } from '../ir/config/closest-key.ts';
import { BernoulliError, fail, type Backend } from '../ir/index.ts';

/** The backends of this project, in the order in which they are looked for. */
const known = ['onnx', 'cpu', 'tfjs'] as const;

const installLines = known.map((name) => `npm install @bernoulli/backend-${name}`).join(', or ');

/** A backend package: it makes its backend with the default options. */
interface BackendPackage {
  readonly createBackend?: () => Backend | Promise<Backend>;
}

/**
 * The installed backend: the first of onnx, cpu and tfjs whose package `@bernoulli/backend-<name>` can be loaded, or the one
 * that `name`, or the environment variable `BERNOULLI_BACKEND`, says. A name that is none of the three is taken as the name of
 * an installed package; paths and addresses are refused, so that no text can bring code along. In a bundled page hand a
 * backend to `compile` instead: a bundler cannot see what is looked up at run time.
 *
 * @throws BernoulliError `BACKEND` when none is installed, when the one named is not, or when a package is no backend; `NAME`
 * for what cannot be the name of a package.
 * @example
 * ```ts
 * import { findBackend } from '@bernoulli/api';
 * (await findBackend('cpu')).name; // => 'cpu'
 * ```
 */
export async function findBackend(name: string | undefined = environment('BERNOULLI_BACKEND')): Promise<Backend> {
  if (name !== undefined && name !== '') return load(packageOf(name), name);
  const reasons: string[] = [];
  for (const candidate of known) {
    try {
      return await load(packageOf(candidate), candidate);
    } catch (error) {
      if (!BernoulliError.is(error) || error.code !== 'BACKEND') throw error;
      reasons.push(error.message);
    }
  }
  return fail('BACKEND', {
    who: 'findBackend',
    what: `no backend is installed (${reasons.join(' ')})`,
    hint: `Run ${installLines}`,
  });
}

/** A name as npm gives them, with a scope or without: no address, no path, and none inside of a package either. */
const packageName = /^(?=.{1,214}$)(?:@[a-z\d~-][a-z\d._~-]*\/)?[a-z\d~-][a-z\d._~-]*$/;

function packageOf(name: string): string {
  if ((known as readonly string[]).includes(name)) return `@bernoulli/backend-${name}`;
  if (typeof name !== 'string' || !packageName.test(name))
    fail('NAME', {
      who: 'findBackend',
      what: `a backend is named ${known.join(', ')}, or as the package it is in`,
      received: name,
      hint: 'Install a backend of your own as a package, or hand it to compile',
    });
  return name;
}

async function load(specifier: string, name: string): Promise<Backend> {
  let loaded: BackendPackage;
  try {
    loaded = (await importInstalled(specifier)) as BackendPackage;
  } catch (cause) {
    throw new BernoulliError(
      'BACKEND',
      {
        who: 'findBackend',
        what: `backend ${name} cannot be loaded: ${reasonOf(cause)}`,
        hint: specifier === name ? unknownName(name) : `Run npm install ${specifier}`,
      },
      { cause },
    );
  }
  if (typeof loaded.createBackend !== 'function')
    fail('BACKEND', { who: 'findBackend', what: `package ${specifier} exports no createBackend, so it is no backend` });
  return checkBackend(await loaded.createBackend());
}

/** What Node says, without the file of ours that asked. */
function reasonOf(cause: unknown): string {
  const [line] = String(cause instanceof Error ? cause.message : cause).split('\n', 1);
  return line!.replace(/ imported from .*$/, '');
}

function unknownName(name: string): string {
  const meant = closestKey(name, known);
  const all = `The backends of this project are ${known.join(', ')}; any other name is taken as an installed package's`;
  return meant === undefined ? all : `${all}. Did you mean ${meant}?`;
}

/** Fails unless a value is a backend that understands this version of the IR. */
export function checkBackend(value: unknown): Backend {
  const backend = value as Partial<Backend> | null;
  if (typeof backend !== 'object' || backend === null || typeof backend.compile !== 'function')
    fail('BACKEND', {
      who: 'compile',
      what: 'backend must be a backend, as cpu() returns one',
      received: typeof value === 'function' ? `${value.name || 'a function'}: call it first` : value,
    });
  if ((backend.irVersion as number) !== 1)
    fail('BACKEND', {
      who: 'compile',
      what: `backend ${backend.name} speaks IR version ${backend.irVersion}, this library speaks 1`,
      hint: 'Install versions that belong together',
    });
  return backend as Backend;
}

function environment(variable: string): string | undefined {
  const { process } = globalThis as { process?: { env?: Readonly<Record<string, string | undefined>> } };
  return process?.env?.[variable];
}
