/** The code in the README and in the docstrings of the package's door runs, and says what its comments say. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const read = (path: string): string => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');

/** The fenced programs of a text; `prefix` is what stands before each line in a comment. */
function programs(text: string): string[] {
  const plain = text.replace(/^ \* ?/gm, '');
  return [...plain.matchAll(/```ts\n([\s\S]*?)```/g)].map((match) => match[1]!);
}

/** `expression; // => value` becomes a check. */
function checked(program: string): string {
  const body = program.replace(
    /^(.+); \/\/ => (.+)$/gm,
    (_, expression: string, value: string) => `expect(${expression}).toEqual(${value});`,
  );
  return `import { expect } from 'vitest';\n${body}`;
}

const sources = ['README.md', 'src/export/export-onnx.ts', 'src/backend.ts'];
const all = sources.flatMap((path) => programs(read(path)).map((program, i) => [`${path} ${i + 1}`, program] as const));

it.each(all)('%s', async (name, program) => {
  const folder = new URL('./tmp-readme/', import.meta.url);
  mkdirSync(folder, { recursive: true });
  const file = new URL(`${name.replace(/\W+/g, '-')}.ts`, folder);
  try {
    writeFileSync(file, checked(program));
    await expect(import(/* @vite-ignore */ file.href)).resolves.toBeDefined();
  } finally {
    rmSync(folder, { recursive: true });
  }
});

it('finds programs to run', () => {
  expect(all.length).toBeGreaterThanOrEqual(3);
});
