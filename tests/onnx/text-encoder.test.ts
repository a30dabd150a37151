/** A text encoder with rows and words of open number: it predicts for any text, leaves for any text, and learns. */
import { Dense, Dropout, Model, type Tensor, type TensorValue } from '@bernoulli/api';
import { cpu } from '@bernoulli/backend-cpu';
import { exportOnnx, importOnnx } from '@bernoulli/backend-onnx';
import { fileURLToPath } from 'node:url';
import { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';
import { expect, it } from 'vitest';

const path = fileURLToPath(new URL('fixtures/text-encoder/model.onnx', import.meta.url));

interface Text {
  readonly shape: readonly [rows: number, words: number];
  readonly data: Int32Array;
}

function textOf(rows: number, words: number): [ids: Text, mask: Text] {
  const count = rows * words;
  const ids = Int32Array.from({ length: count }, (_, i) => (i * 7 + 3) % 30);
  const mask = Int32Array.from({ length: count }, (_, i) =>
    Number(i % words < 2 + (Math.floor(i / words) % (words - 1))),
  );
  return [ids, mask].map((data): Text => ({ shape: [rows, words], data })) as [Text, Text];
}

/** What ONNX Runtime makes of a file; integers are as wide as the file wants them. */
async function inRuntime(file: string | Uint8Array, texts: readonly Text[]): Promise<Float32Array> {
  const session = typeof file === 'string' ? await InferenceSession.create(file) : await InferenceSession.create(file);
  const feeds = session.inputNames.map((name, i): [string, OrtTensor] => {
    const { shape, data } = texts[i]!;
    const isWide = typeof file === 'string';
    return [
      name,
      isWide ? new OrtTensor('int64', BigInt64Array.from(data, BigInt), shape) : new OrtTensor('int32', data, shape),
    ];
  });
  const results = await session.run(Object.fromEntries(feeds));
  await session.release();
  return results[session.outputNames[0]!]!.data as Float32Array;
}

it.each([
  [3, 6],
  [1, 12],
  [5, 2],
])('says of %d texts of %d words what ONNX Runtime says, and so does its export', async (rows, words) => {
  const model = await importOnnx(path);
  model.compile({ seed: 1, backend: cpu({ threads: 1 }) });
  const texts = textOf(rows, words);
  const want = await inRuntime(path, texts);
  const got = (await model.predict(texts)) as TensorValue;
  expect(got.shape).toEqual([rows, 16]);
  const exported = await inRuntime(await exportOnnx(model), texts);
  want.forEach((y, i) => {
    expect(Math.abs(got.data[i]! - y)).toBeLessThan(1e-5);
    expect(Math.abs(exported[i]! - y)).toBeLessThan(1e-5);
  });
});

class Classifier extends Model {
  readonly body: Model;
  readonly dropout = new Dropout({ rate: 0.1 });
  readonly head = new Dense({ units: 2, activation: 'softmax' });

  constructor(body: Model) {
    super({ name: 'classifier' });
    this.body = body;
  }

  call(ids: Tensor, mask: Tensor): Tensor {
    return this.head.apply(this.dropout.apply(this.body.apply(ids, mask) as Tensor));
  }
}

it('learns whether a text holds a word', async () => {
  const model = new Classifier(await importOnnx(path));
  const backend = cpu({ threads: 1 });
  model.compile({ optimizer: 'adam', loss: 'sparseCategoricalCrossentropy', metrics: ['accuracy'], seed: 3, backend });
  model.buildFor({ dtype: 'i32', shape: [6] }, { dtype: 'i32', shape: [6] });
  const [ids, mask] = textOf(96, 6);
  mask.data.fill(1);
  ids.data.forEach((_, i) => (ids.data[i] = (i * i * 5 + i) % 29));
  const labels = Float32Array.from({ length: 96 }, (_, row) => {
    const isThere = row % 2 === 0;
    if (isThere) ids.data[row * 6 + (row % 6)] = 29;
    return Number(isThere);
  });
  await model.fit([ids, mask], labels, { epochs: 25, batchSize: 16, verbose: 0 });
  expect((await model.evaluate([ids, mask], labels))['accuracy']).toBeGreaterThanOrEqual(0.95);
});
