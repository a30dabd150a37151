/** The files of a new backend, as texts: those of the folder `template` under its name, and a package.json. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { checkKeys, fail } from '@bernoulli/api/ir';

/** Who runs the tests: vitest, or Node's own runner. */
export const runners = ['vitest', 'node'] as const;
export type Runner = (typeof runners)[number];

export interface SkeletonOptions {
  /** The package's name, with its scope where it has one, as in `my-backend` or `@me/backend`. */
  readonly name: string;
  /** Default `vitest`. */
  readonly runner?: Runner;
}

/** Beside the sources, and beside what is built of them. */
const folder = new URL('../template/', import.meta.url);
/** Names that a package manager, or a test runner here, would take for its own. */
const RENAMED: Readonly<Record<string, string>> = {
  gitignore: '.gitignore',
  'test/conformance.ts': 'test/conformance.test.ts',
};
const TEST_COMMANDS: Readonly<Record<Runner, string>> = {
  vitest: 'vitest run',
  node: 'node --import tsx --test test/conformance.test.ts',
};
const PACKAGE_NAME = /^(@[a-z0-9][a-z0-9._-]*\/)?[a-z0-9][a-z0-9._-]*$/;
/** What npm takes at most. */
const LONGEST = 214;

/**
 * Every file of a new backend, by its path.
 *
 * @throws BernoulliError `CONFIG` for a name that npm would not take, or a runner that there is not.
 * @example
 * ```ts
 * import { skeleton } from '@bernoulli/create-backend';
 * Object.keys(skeleton({ name: 'my-backend' })).includes('src/kernels.ts'); // => true
 * ```
 */
export function skeleton(options: SkeletonOptions): Readonly<Record<string, string>> {
  const who = 'create-backend';
  checkKeys(who, options, ['name', 'runner']);
  const { name, runner = 'vitest' } = options;
  if (typeof name !== 'string' || !PACKAGE_NAME.test(name) || name.length > LONGEST)
    fail('CONFIG', {
      who,
      what: `a package's name is lower case letters, digits, ".", "_" and "-", at most ${LONGEST} of them, as in my-backend or @me/backend`,
      received: JSON.stringify(name),
    });
  if (!runners.includes(runner))
    fail('CONFIG', { who, what: `the runner must be ${runners.join(' or ')}`, received: JSON.stringify(runner) });
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => statSync(new URL(path, folder)).isFile());
  const texts = paths.sort().map((path) => {
    const text = readFileSync(new URL(path, folder), 'utf8')
      .replaceAll("name: 'my-backend'", `name: '${name.split('/').at(-1)!}'`)
      .replaceAll('my-backend', name);
    return [
      RENAMED[path] ?? path,
      runner === 'node' ? text.replaceAll("from 'vitest'", "from 'node:test'") : text,
    ] as const;
  });
  return { 'package.json': `${JSON.stringify(manifest(name, runner), null, 2)}\n`, ...Object.fromEntries(texts) };
}

function manifest(name: string, runner: Runner): object {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
    readonly version: string;
  };
  return {
    name,
    version: '0.0.1',
    description: 'A backend of Bernoulli.',
    type: 'module',
    sideEffects: false,
    engines: { node: '>=20.19' },
    files: ['dist'],
    exports: { '.': { types: './dist/index.d.ts', default: './dist/index.js' }, './package.json': './package.json' },
    scripts: {
      test: TEST_COMMANDS[runner],
      conformance: 'conformance run src/index.ts --known known.ts',
      typecheck: 'tsc',
      build: 'tsc -p tsconfig.build.json',
    },
    dependencies: { '@bernoulli/api': `^${version}` },
    devDependencies: {
      '@bernoulli/conformance': `^${version}`,
      '@types/node': '^20.19.0',
      tsx: '^4.23.0',
      typescript: '~5.9.3',
      ...(runner === 'vitest' ? { vitest: '^4.1.12' } : {}),
    },
  };
}
