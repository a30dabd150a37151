/** Finds a backend by its name, its package or its path, and the known list that is kept beside it. */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Backend } from '@bernoulli/api/ir';
import type { KnownList } from '../src/index.ts';

/** Where a backend comes from: what of a module makes it, and with which options. */
interface Source {
  /** A package, or a path that counts from the working directory. */
  readonly module: string;
  /** The function that makes it. Default `createBackend`. */
  readonly make?: string;
  readonly options?: object;
}

/** The backends of this repository. */
const ours: Readonly<Record<string, Source>> = {
  cpu: { module: '@bernoulli/backend-cpu' },
  'tfjs-cpu': { module: '@bernoulli/backend-tfjs', make: 'tfjs', options: { engine: 'cpu' } },
  'tfjs-wasm': { module: '@bernoulli/backend-tfjs', make: 'tfjs', options: { engine: 'wasm' } },
  onnx: { module: '@bernoulli/backend-onnx' },
};

export const ourNames: readonly string[] = Object.keys(ours);

/** The names that one name stands for: `tfjs` is all of its engines, and what is none of ours is a package or a path. */
export function namesOf(name: string): readonly string[] {
  const found = ourNames.filter((known) => known === name || known.startsWith(`${name}-`));
  return found.length > 0 ? found : [name];
}

/** Modules are looked up as the working directory sees them. */
const { resolve } = createRequire(join(process.cwd(), 'program.js'));

/** The file of a backend's module, or `undefined` where there is none of that name. */
export function fileOf(name: string): string | undefined {
  try {
    return resolve(ours[name]?.module ?? name);
  } catch {
    return undefined;
  }
}

/** What a backend of that name is made by, and what is known of it. */
export async function loadBackend(name: string, file: string): Promise<{ backend: Backend; known: KnownList }> {
  const { make = 'createBackend', options } = ours[name] ?? {};
  const module = (await import(pathToFileURL(file).href)) as Readonly<Record<string, unknown>>;
  const create = module[make];
  if (typeof create !== 'function') throw new Error(`${file} exports no ${make}`);
  return { backend: (await create(options)) as Backend, known: await knownBeside(file) };
}

/** The list that a package keeps in its own folder, as `known.ts` or `known.js`. Without one, nothing is known. */
async function knownBeside(file: string): Promise<KnownList> {
  let folder = dirname(file);
  while (!existsSync(join(folder, 'package.json')) && dirname(folder) !== folder) folder = dirname(folder);
  const list = ['known.ts', 'known.js'].map((name) => join(folder, name)).find((path) => existsSync(path));
  if (list === undefined) return [];
  return ((await import(pathToFileURL(list).href)) as { readonly known: KnownList }).known;
}
