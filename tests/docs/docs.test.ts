/** What the pages, the READMEs and the docstrings say is so: followed, type-checked and run in a copy of the repository. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checked, codeBlocks, exampleBlocks, statedValues, type CodeBlock } from './code-blocks.ts';
import { repository, ScratchRepository } from './scratch-repository.ts';

const SLOW = 300_000;
const CONDITIONS = ['--conditions=@bernoulli/source', '--import', 'tsx'];

const read = (path: string): string => readFileSync(join(repository, path), 'utf8');
/** In the order in which they are followed. */
const pages = readdirSync(join(repository, 'docs'))
  .filter((name) => name.endsWith('.md'))
  .sort()
  .map((name) => `docs/${name}`);
const packages = readdirSync(join(repository, 'packages')).map((name) => `packages/${name}`);
const readmes = ['.', ...packages]
  .map((folder) => join(folder, 'README.md'))
  .filter((path) => existsSync(join(repository, path)));
// The api's own are run by its examples.test.ts, which also knows those that speak to insiders.
const sources = packages
  .filter((folder) => folder !== 'packages/api')
  .flatMap((folder) =>
    readdirSync(join(repository, folder, 'src'), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
      .map((file) => join(folder, 'src', file)),
  );

/** A block that is run, and where it stands. */
interface Program {
  readonly label: string;
  readonly path: string;
  readonly code: string;
}

const skipped: string[] = [];

function programsOf(file: string, blocks: readonly CodeBlock[]): Program[] {
  return blocks.flatMap(({ info, code, line }) => {
    const label = `${file}:${line}`;
    if (info.startsWith('no-run')) skipped.push(`${label} ${info}`);
    // Programs that the reader saves under a name are run from there.
    const named = info.startsWith('my-backend/') && statedValues(code) > 0 ? info : undefined;
    if (info !== '' && info !== 'run' && named === undefined) return [];
    return [{ label, path: named ?? `programs/${label.replaceAll(/\W+/g, '-')}.ts`, code: checked(code) }];
  });
}

const programs = [
  ...[...pages, ...readmes].flatMap((file) => programsOf(file, codeBlocks(read(file)))),
  ...sources.flatMap((file) => programsOf(file, exampleBlocks(read(file)))),
];

describe('the documentation', () => {
  let scratch: ScratchRepository;
  const touched = new Set<string>();
  let ended: Readonly<Record<string, string>> = {};
  afterAll(() => scratch.dispose());

  beforeAll(async () => {
    scratch = new ScratchRepository();
    // Read from the copy: adding an op adds a line to the page on backends.
    for (const page of pages)
      for (const block of codeBlocks(scratch.read(page)))
        if (block.info.includes('/')) {
          try {
            touched.add(scratch.follow(block));
          } catch (error) {
            throw new Error(`${page}:${block.line}: ${(error as Error).message}`, { cause: error });
          }
        }
    for (const { path, code } of programs) scratch.write(path, code);
    scratch.write(
      'programs/run-all.ts',
      `const ended: Record<string, string> = {};
       for (const path of ${JSON.stringify(programs.map(({ path }) => path))})
         await import('../' + path).then(() => (ended[path] = 'well'), (error) => (ended[path] = String(error.stack ?? error)));
       console.log('\\n' + JSON.stringify(ended));
       process.exit(0);`,
    );
    const printed = await scratch.run([...CONDITIONS, 'programs/run-all.ts']);
    ended = JSON.parse(
      printed
        .trimEnd()
        .split('\n')
        .findLast((line) => line.startsWith('{'))!,
    ) as typeof ended;
  }, SLOW);

  it('has a page for each thing that others will want to add', () => {
    expect(pages).toEqual(
      expect.arrayContaining(
        ['add-a-dropout-kind', 'add-a-layer', 'add-an-op', 'train-your-own-way', 'write-a-backend'].map(
          (name) => `docs/${name}.md`,
        ),
      ),
    );
    expect(programs.length).toBeGreaterThan(12);
  });

  it('says why, where something is not run', () => {
    for (const entry of skipped) expect(entry).toMatch(/ no-run \(.{10,}\)$/);
  });

  it.each(programs)('runs $label', ({ path }) => expect(ended[path]).toBe('well'));

  it(
    'type-checks, where it is followed',
    async () => {
      scratch.write(
        'tsconfig.json',
        JSON.stringify({
          extends: './tsconfig.base.json',
          compilerOptions: { types: ['node'] },
          files: [...new Set([...touched, ...programs.map(({ path }) => path)])].filter((path) => path.endsWith('.ts')),
        }),
      );
      expect(await scratch.run(['node_modules/typescript/bin/tsc', '--noEmit', '-p', '.'])).toBe('');
    },
    SLOW,
  );

  it(
    'adds a kind that holds to its law, a layer that does, and an op whose gradient is right',
    async () => {
      const tests = [
        'test/dropout-family.test.ts',
        'test/mean-only-batch-normalization.test.ts',
        'src/ir/grad.test.ts',
      ];
      const vitest = join(scratch.root, 'node_modules/vitest/vitest.mjs');
      const printed = await scratch.run(
        [vitest, 'run', '--root', '.', '--reporter', 'verbose', ...tests],
        'packages/api',
      );
      expect(printed).toMatch(/LaplaceNoise .* has the mean and variance that its law says/);
      expect(printed).toMatch(/MeanOnlyBatchNormalization .* draws its moving mean towards that of the batch/);
      expect(printed).toMatch(/atan/);
    },
    SLOW,
  );

  it(
    'adds an op that every backend computes',
    async () => {
      scratch.write(
        'programs/atan.ts',
        `import { interpreter } from '@bernoulli/api/ir/interpret';
         import { cpu } from '@bernoulli/backend-cpu';
         import { onnx } from '@bernoulli/backend-onnx';
         import { tfjs } from '@bernoulli/backend-tfjs';
         import { runConformance } from '@bernoulli/conformance';
         for (const backend of [interpreter(), cpu(), tfjs({ engine: 'cpu' }), tfjs({ engine: 'wasm' }), onnx()]) {
           const { totals } = await runConformance(backend, { filter: 'atan/' });
           console.log(backend.name, totals.total > 5 && totals.pass === totals.total ? 'passes' : JSON.stringify(totals));
         }
         process.exit(0);`,
      );
      const printed = await scratch.run([...CONDITIONS, 'programs/atan.ts']);
      for (const name of ['interpreter', 'cpu', 'tfjs-cpu', 'tfjs-wasm', 'onnx'])
        expect(printed).toContain(`${name} passes`);
    },
    SLOW,
  );
});
