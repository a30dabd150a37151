/** Where the wasm binaries are looked for. TF.js takes the answer once a process, so this file has one of its own. */
import { createRequire } from 'node:module';
import { GraphBuilder } from '@bernoulli/api/ir';
import { tfjs } from '@bernoulli/backend-tfjs';
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';

const entry = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm');

test('a folder that is named is the one that is read', async () => {
  const b = new GraphBuilder();
  const graph = b.build({ outputs: { y: b.exp(b.input('x', 'f32', [1])) } });
  const { setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm');
  setWasmPaths('/nowhere/');
  const executable = await tfjs({ engine: 'wasm', wasmPaths: entry.slice(0, entry.lastIndexOf('/') + 1) }).compile(
    graph,
  );
  const { y } = await executable.run({ x: { dtype: 'f32', shape: [1], data: Float32Array.of(0) } });
  expect([...y!.data]).toEqual([1]);
  expect(tf.findBackend('wasm')).not.toBeNull();
});
