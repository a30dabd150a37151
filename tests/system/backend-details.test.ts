/** `model.backend`: which one it is, and what it turned out to run on. */
import { Dense, sequential, type Backend, type Sequential } from '@bernoulli/api';
import { cpu } from '@bernoulli/backend-cpu';
import { onnx } from '@bernoulli/backend-onnx';
import { tfjs } from '@bernoulli/backend-tfjs';
import { afterEach, expect, it, vi } from 'vitest';

afterEach(() => vi.unstubAllEnvs());

const compiled = (backend?: Backend): Sequential => {
  const model = sequential([new Dense({ units: 1 })]);
  model.compile({ seed: 1, backend });
  return model;
};

it.each([
  ['cpu', { simd: 'plain', threads: 2 }, () => cpu({ simd: 'plain', threads: 2 })],
  ['cpu', { simd: false, threads: 1 }, () => cpu({ simd: false, threads: 2 })],
  ['tfjs', { engine: 'wasm' }, () => tfjs()],
  ['tfjs-cpu', { engine: 'cpu' }, () => tfjs({ engine: 'cpu' })],
  ['onnx', { runtime: 'onnxruntime-node', provider: 'cpu', host: 'cpu', worker: false }, () => onnx()],
  ['onnx', { runtime: 'onnxruntime-node', provider: 'cpu', host: 'none', worker: false }, () => onnx({ host: 'none' })],
] as const)('%s: %o', async (name, details, make) => {
  const backend: Backend = make();
  const model = compiled(backend);
  expect(model.backend).toBe(backend);
  expect(model.backend).toMatchObject({ name, details: undefined });
  await model.predict([[1, 2]]);
  expect(model.backend).toMatchObject({ name, details });
  await model.dispose();
});

it('is known once something has run, where it is looked for, and can be handed on', async () => {
  vi.stubEnv('BERNOULLI_BACKEND', 'cpu');
  expect(sequential([new Dense({ units: 1 })]).backend).toBeUndefined();
  const model = compiled();
  expect(model.backend).toBeUndefined();
  await model.predict([[1, 2]]);
  expect(model.backend!.name).toBe('cpu');
  const other = compiled(model.backend!);
  await other.predict([[1, 2]]);
  expect(other.backend).toBe(model.backend);
  // A new configuration looks anew.
  model.compile({ seed: 1 });
  expect(model.backend).toBeUndefined();
});
