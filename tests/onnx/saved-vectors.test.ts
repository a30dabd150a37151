/** What `saveOnnx` writes as test vectors is a case of ONNX's own layout, and passes the runner of those. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Conv2D, Dense, Dropout, Embedding, Flatten, LSTM, Reshape, sequential, type Layer } from '@bernoulli/api';
import { cpu } from '@bernoulli/backend-cpu';
import { saveOnnx, type SaveOnnxOptions } from '@bernoulli/backend-onnx/node';
import { afterAll, expect, it } from 'vitest';
import { findCases } from './cases.ts';
import { runCase } from './run-case.ts';

const root = mkdtempSync(join(tmpdir(), 'bernoulli-vectors-'));
afterAll(() => rmSync(root, { recursive: true }));

const nets: Readonly<Record<string, readonly [layers: Layer[], row: number[]]>> = {
  dense: [[new Dense({ units: 300 }), new Dropout({ rate: 0.5 }), new Dense({ units: 2, activation: 'softmax' })], [6]],
  image: [[new Reshape({ targetShape: [3, 2, 1] }), new Conv2D({ filters: 2, kernelSize: 2 }), new Flatten()], [6]],
  words: [[new Embedding({ inputDim: 9, outputDim: 3 }), new LSTM({ units: 4 }), new Dense({ units: 1 })], [5]],
};

it('passes the runner, also through the export of what is read', { timeout: 60_000 }, async () => {
  for (const [name, [layers, row]] of Object.entries(nets)) {
    const model = sequential(layers, { name });
    model.compile({ seed: 1, backend: cpu() });
    model.buildFor(row);
    const count = 3 * row.reduce((product, n) => product * n, 1);
    const data = name === 'words' ? Int32Array.from({ length: count }, (_, i) => i % 9) : wave(count);
    const options: SaveOnnxOptions = { vectors: { shape: [3, ...row], data }, externalData: name === 'dense' };
    await saveOnnx(model, join(root, name, 'model.onnx'), options);
    await model.dispose();
  }
  const cases = findCases(root);
  expect(cases.map(({ name, folders }) => [name, folders.length])).toEqual(Object.keys(nets).map((name) => [name, 1]));
  for (const throughExport of [false, true])
    for (const each of cases)
      expect(await runCase(each, { backend: cpu(), throughExport })).toEqual({ name: each.name, result: 'pass' });
});

function wave(count: number): Float32Array {
  return Float32Array.from({ length: count }, (_, i) => Math.sin(i));
}
