/** A minifier renames classes: the README's network draws the same in a minified build, and one without a name is warned of. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, expect, it } from 'vitest';
import { codeBlocks } from '../docs/code-blocks.ts';

const here = fileURLToPath(new URL('.', import.meta.url));
const room = mkdtempSync(join(tmpdir(), 'bernoulli-minified-'));
afterAll(() => rmSync(room, { recursive: true }));

/** The class of the README's first program, as it stands there. */
const readme = codeBlocks(readFileSync(join(here, '../../README.md'), 'utf8'))
  .find(({ code }) => code.includes('class SimpleNet'))!
  .code.split('\nconst x =')[0]!;
const nameless = readme.replace(/ {2}constructor\(\) \{[^}]*\}[^}]*\}\n/, '');

const program = (network: string): string => `${network}
import { cpu } from '@bernoulli/backend-cpu';
const [model] = [new SimpleNet(), new SimpleNet()];
model.compile({ seed: 1, backend: cpu() });
model.buildFor([20]);
const [[path, mask]] = Object.entries(await model.masks(0));
console.log(JSON.stringify({ className: SimpleNet.name, path, mask: [...mask.data] }));
`;

interface Run {
  readonly className: string;
  readonly path: string;
  readonly mask: readonly number[];
  readonly warnings: string;
}

async function run(network: string, minify: boolean): Promise<Run> {
  const outfile = join(room, 'bundle.mjs');
  await build({
    stdin: { contents: program(network), resolveDir: here, loader: 'ts' },
    bundle: true,
    minify,
    format: 'esm',
    platform: 'node',
    conditions: ['@bernoulli/source'],
    outfile,
    logLevel: 'error',
  });
  const { stdout, stderr } = spawnSync(process.execPath, [outfile], { encoding: 'utf8' });
  return { ...(JSON.parse(stdout) as Omit<Run, 'warnings'>), warnings: stderr };
}

it('draws the same masks minified, under the name that the README gives', async () => {
  const [plain, small] = [await run(readme, false), await run(readme, true)];
  expect(plain).toMatchObject({ className: 'SimpleNet', path: 'simpleNet/dropout', warnings: '' });
  expect(small.className).not.toBe('SimpleNet');
  expect(small).toEqual({ ...plain, className: small.className });
  const digest = createHash('sha256').update(Uint8Array.from(small.mask)).digest('hex');
  expect(digest.slice(0, 12)).toBe('137cdd349bd1');
});

it('warns once where there is no name', async () => {
  expect(nameless).not.toContain('super');
  const [plain, small] = [await run(nameless, false), await run(nameless, true)];
  expect(plain).toMatchObject({ path: 'simpleNet/dropout', warnings: '' });
  expect(small.path).not.toBe(plain.path);
  expect(small.warnings.match(/as after a minifier/g)).toHaveLength(1);
  expect(small.warnings).toContain(`the class is called "${small.className}"`);
});
