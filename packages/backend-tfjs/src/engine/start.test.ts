/** The choice of an engine when none is named, and packages that are not there. */
import { expect, test, vi } from 'vitest';
import { loaders } from './load.ts';
import { startEngine } from './start.ts';

// As where they are not installed: their modules cannot be loaded.
vi.mock('@tensorflow/tfjs-backend-webgl', () => Promise.reject(new Error('no such package')));
vi.mock('@tensorflow/tfjs-backend-webgpu', () => Promise.reject(new Error('no such package')));

test.each(['webgl', 'webgpu'] as const)('%s without its package says what to install', async (engine) => {
  await expect(startEngine({ engine })).rejects.toMatchObject({
    code: 'BACKEND',
    message: expect.stringContaining(`npm install @tensorflow/tfjs-backend-${engine}@4`),
  });
});

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
