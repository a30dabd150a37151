/** The choice of an engine when none is named, and packages that are not there. */
import { afterEach, describe, expect, test, vi } from 'vitest';
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

describe('with no engine named', () => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
  afterEach(() => warn.mockReset());

  test('and wasm not installed, cpu is taken, which is said once', async () => {
    const without = { ...loaders, wasm: loaders.webgl };
    expect((await startEngine({}, without)).name).toBe('cpu');
    expect((await startEngine({}, without)).name).toBe('cpu');
    expect(warn.mock.calls).toEqual([
      [expect.stringMatching(/^tfjs: the engine cpu computes, .* npm install @tensorflow\/tfjs-backend-/)],
    ]);
  });

  test('and wasm installed, wasm is taken', async () => {
    expect((await startEngine({})).name).toBe('wasm');
    expect(warn).not.toHaveBeenCalled();
  });

  test('cpu that is asked for is taken without a word', async () => {
    expect((await startEngine({ engine: 'cpu' }, { ...loaders, wasm: loaders.webgl })).name).toBe('cpu');
    expect(warn).not.toHaveBeenCalled();
  });
});
