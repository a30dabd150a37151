/** Where cases are found, and what light models are run on. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cpu } from '@bernoulli/backend-cpu';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { encodeModel } from '../../packages/backend-onnx/src/proto/encode.ts';
import { DataType } from '../../packages/backend-onnx/src/proto/messages.ts';
import { ProtoWriter } from '../../packages/backend-onnx/src/proto/writer.ts';
import { findCases } from './cases.ts';
import { runCase } from './run-case.ts';

let root: string;

const port = (name: string) => ({ name, dataType: DataType.FLOAT, shape: [1, 4] });
const model = encodeModel({
  irVersion: 8,
  opsetImports: [{ domain: '', version: 17 }],
  producerName: 'test',
  producerVersion: '',
  graph: {
    name: 'negative',
    nodes: [{ opType: 'Neg', inputs: ['x'], outputs: ['y'] }],
    initializers: [],
    inputs: [port('x')],
    outputs: [port('y')],
  },
});

/** A `TensorProto` of floats `[1, n]`. */
function tensor(values: readonly number[]): Uint8Array {
  const data = new Uint8Array(Float32Array.from(values).buffer);
  return new ProtoWriter().int(1, 1).int(1, values.length).int(2, 1).bytes(9, data).finish();
}

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'onnx-cases-'));
  const put = (path: string, bytes: Uint8Array | string): void => {
    mkdirSync(join(root, path, '..'), { recursive: true });
    writeFileSync(join(root, path), bytes);
  };
  put('light/light_negative.onnx', model);
  put('light/light_negative_output_0.pb', tensor([0, -0.25, -0.5, -0.75]));
  put('light/light_wrong.onnx', model);
  put('light/light_wrong_output_0.pb', tensor([0, -0.25, -0.5, 0.75]));
  put('light/light_bare.onnx', model);
  put('real/negative/data.json', '{"url": "elsewhere/negative.onnx"}');
  put('node/one/model.onnx', model);
  put('node/odd/model.onnx', model);
  put('node/odd/data.json', '{rtol');
  symlinkSync(root, join(root, 'node', 'circle'));
});
afterAll(() => rmSync(root, { recursive: true }));

it('takes folders, light models, and what is only named; a circle of links is gone round once', async () => {
  const cases = findCases(root);
  const outcomes = [];
  for (const each of cases) outcomes.push(await runCase(each, { backend: cpu(), throughExport: false }));
  expect(outcomes.map(({ name, result }) => `${name} ${result}`)).toEqual([
    'light/light_bare unsupported',
    'light/light_negative pass',
    'light/light_wrong fail',
    'node/odd fail',
    'node/one unsupported',
    'real/negative unsupported',
  ]);
  expect(outcomes[2]!.why).toContain('[3] -0.75 for 0.75');
  expect(outcomes[3]!.why).toContain('data.json');
  expect(outcomes[5]!.why).toContain('elsewhere/negative.onnx');
});
