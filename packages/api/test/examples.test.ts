/** Runs every `@example` of the sources, and holds each `// =>` against what its line gives. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const sources = new URL('../src/', import.meta.url);

/** What an example may import. */
const modules: Readonly<Record<string, () => Promise<unknown>>> = {
  '@bernoulli/api': () => import('@bernoulli/api'),
  '@bernoulli/api/ir': () => import('@bernoulli/api/ir'),
  '@bernoulli/api/ir/interpret': () => import('@bernoulli/api/ir/interpret'),
  '@bernoulli/api/random': () => import('@bernoulli/api/random'),
  '@bernoulli/api/node': () => import('@bernoulli/api/node'),
  '@bernoulli/backend-cpu': () => import('@bernoulli/backend-cpu' as string),
};

/** Files whose examples need what a test does not have. Each must still be there. */
const notRun: Readonly<Record<string, string>> = {
  'storage/node/read-file.ts': 'reads a file of the user',
  'storage/node/write-file-atomic.ts': 'writes a file of the user',
};

/** The examples of one file, as programs without their comment stars. */
function examplesOf(file: string): string[] {
  const text = readFileSync(new URL(file, sources), 'utf8');
  return [...text.matchAll(/@example\s*(?:\n\s*\*\s*)?```ts\n([^]*?)```/g)].map((match) =>
    match[1]!.replace(/^ *\* ?/gm, ''),
  );
}

/** What an example for insiders, which imports nothing, can name: what its own file and its folder export. */
async function neighbours(file: string): Promise<Record<string, unknown>> {
  const own = (await import(new URL(file, sources).href)) as object;
  const door = new URL('index.ts', new URL(file, sources));
  return { ...(existsSync(door) ? ((await import(door.href)) as object) : {}), ...own };
}

/** An example as the body of an async function: imports become calls of `load`, and `x; // => y` a comparison. */
function runnable(example: string): string {
  const program = example
    .replace(/(?<=\/\/ => .*)\b(\w+Array) ?(?:\(\d+\) )?\[([^\]]*)\]/g, '$1.of($2)')
    .replace(/^import \{([^}]*)\} from '([^']*)';/gm, (_, names: string, from: string) => {
      const values = names.split(',').filter((name) => !/^\s*type\s/.test(name));
      return `const {${values.join(',').replace(/ as /g, ': ')}} = await load('${from}');`;
    })
    .replace(
      /^(?:(const|let) (\w+) = )?(.*);\s*\/\/ => (.*)$/gm,
      (_, kind: string, name: string, value: string, want: string) =>
        kind === undefined ? `same(${value}, ${want});` : `${kind} ${name} = ${value}; same(${name}, ${want});`,
    );
  const { outputText } = ts.transpileModule(`async function example() {${program}}`, {
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext },
  });
  return `${outputText}; return example();`;
}

const files = readdirSync(fileURLToPath(sources), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
  .map((file) => ({ file: file.replaceAll('\\', '/'), examples: examplesOf(file.replaceAll('\\', '/')) }))
  .filter(({ examples }) => examples.length > 0);

describe('the examples of', () => {
  // Some write files, under names that count from the working directory.
  const before = process.cwd();
  const folder = mkdtempSync(join(tmpdir(), 'bernoulli-examples-'));
  beforeAll(() => process.chdir(folder));
  afterAll(() => {
    process.chdir(before);
    rmSync(folder, { recursive: true, force: true });
  });

  it('the sources are found', () => expect(files.length).toBeGreaterThan(20));

  it('the files that are not run exist', () =>
    expect(files.map(({ file }) => file)).toEqual(expect.arrayContaining(Object.keys(notRun))));

  it.each(files.filter(({ file }) => !(file in notRun)))('$file', async ({ file, examples }) => {
    for (const example of examples) {
      let compared = 0;
      const same = (got: unknown, want: unknown): void => {
        compared++;
        expect(got).toEqual(want);
      };
      const load = (from: string): Promise<unknown> => {
        const known = modules[from];
        if (known === undefined) throw new Error(`the example imports ${from}, which examples.test.ts does not know`);
        return known();
      };
      const insiders = /^import /m.test(example) ? {} : await neighbours(file);
      await new Function('load', 'same', ...Object.keys(insiders), runnable(example))(
        load,
        same,
        ...Object.values(insiders),
      );
      expect(compared, `compared values in\n${example}`).toBe(example.split('// =>').length - 1);
    }
  });
});
