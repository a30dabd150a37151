/** Hosts that have no WebAssembly, or do not let it be compiled: plain loops run, without being told. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const program = fileURLToPath(new URL('without-wasm.ts', import.meta.url));
const run = async (way: 'absent' | 'refused' | 'packed'): Promise<string> => {
  const sources = ['--conditions=@bernoulli/source', '--import', 'tsx'];
  const { stdout } = await promisify(execFile)(process.execPath, [...sources, program, way]);
  return stdout;
};

it('runs where there is no WebAssembly', async () => {
  expect(await run('absent')).toBe('undefined 14 32 32 77');
});

it('runs where WebAssembly may not be compiled', async () => {
  expect(await run('refused')).toBe('object 14 32 32 77');
});

it('runs where the routines cannot be unpacked', async () => {
  expect(await run('packed')).toBe('object 14 32 32 77');
});
