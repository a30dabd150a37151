/** The choice of an engine when none is named, with packages that really are not there. */
import { expect, test } from 'vitest';
import { loaders } from './load.ts';
import { startEngine } from './start.ts';

test('nothing installed: the error recommends the fast engine', async () => {
  const nothing = { ...loaders, wasm: loaders.webgl, cpu: loaders.webgpu };
  await expect(startEngine({}, nothing)).rejects.toMatchObject({
    code: 'BACKEND',
    message: expect.stringContaining('npm install @tensorflow/tfjs-backend-webgl@4'),
  });
});

test('wasm not installed: cpu is taken', async () => {
  expect((await startEngine({}, { ...loaders, wasm: loaders.webgl })).name).toBe('cpu');
});

test('wasm installed: wasm is taken', async () => {
  expect((await startEngine({})).name).toBe('wasm');
});
