/** Models on the disk: whole or not at all, readable by others, and with what was asked for beside them. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Dense, Dropout, model as functional, input, sequential, type Sequential, type Tensor } from '@bernoulli/api';
import { cpu } from '@bernoulli/backend-cpu';
import { exportOnnx, importOnnx } from '@bernoulli/backend-onnx';
import { saveOnnx } from '@bernoulli/backend-onnx/node';
import { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { hasOnnx, withOnnx } from './onnx-python.ts';

const root = mkdtempSync(join(tmpdir(), 'bernoulli-save-'));
let folder = root;
let runs = 0;
beforeEach(() => (folder = join(root, String(runs++))));
afterAll(() => rmSync(root, { recursive: true, force: true }));

function net(seed = 1): Sequential {
  const model = sequential(
    [new Dense({ units: 300, activation: 'relu' }), new Dropout({ rate: 0.5 }), new Dense({ units: 3 })],
    { name: 'net' },
  );
  model.compile({ optimizer: 'adam', loss: 'mse', seed, backend: cpu() });
  model.buildFor([4]);
  return model;
}

const x = { shape: [2, 4], data: Float32Array.from({ length: 8 }, (_, i) => Math.sin(i)) };
const at = (name: string): string => join(folder, name);
const sum = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex');
const everything = { vectors: x, table: true, card: true, checksums: true, externalData: true } as const;

async function predicted(path: string): Promise<number[]> {
  const session = await InferenceSession.create(path);
  const out = await session.run({ input: new OrtTensor('float32', x.data, x.shape) });
  await session.release();
  return [...(out['output']!.data as Float32Array)];
}

describe('a saved model', () => {
  it('is the bytes of exportOnnx, in folders that are made', async () => {
    const path = at('deep/down/net.onnx');
    expect(await saveOnnx(net(), path)).toEqual([path]);
    expect(Buffer.compare(readFileSync(path), await exportOnnx(net()))).toBe(0);
    const options = { mode: 'stochastic', masks: true, opset: 20 } as const;
    await saveOnnx(net(), path, options);
    expect(Buffer.compare(readFileSync(path), await exportOnnx(net(), options))).toBe(0);
    expect(readdirSync(at('deep/down'))).toEqual(['net.onnx']);
  });

  it('has large weights beside it on request, which ORT and importOnnx find', async () => {
    const [plain, split] = [at('plain.onnx'), at('split.onnx')];
    await saveOnnx(net(), plain);
    const [, data] = await saveOnnx(net(), split, { externalData: true });
    expect(data).toMatch(/split-[0-9a-f]{16}\.data$/);
    expect(data).toContain(sum(data!).slice(0, 16));
    // The kernels and the bias of 300 are outside, the bias of 3 is not.
    expect(readFileSync(data!).length).toBeGreaterThanOrEqual(4 * (4 * 300 + 300 + 300 * 3));
    expect(readFileSync(split).length).toBeLessThan(readFileSync(plain).length - 9000);
    expect(await predicted(split)).toEqual(await predicted(plain));
    const [a, b] = [await importOnnx(plain), await importOnnx(split)];
    for (const model of [a, b]) model.compile({ seed: 1, backend: cpu() });
    expect(await b.predict(x)).toEqual(await a.predict(x));
    await expect(importOnnx(readFileSync(split))).rejects.toThrow('its numbers are in another file');
  });

  it('has the same bytes each time, data too', async () => {
    const written = await saveOnnx(net(), at('a/m.onnx'), everything);
    await saveOnnx(net(), at('b/m.onnx'), everything);
    for (const path of written) expect(sum(path.replace(at('a'), at('b')))).toBe(sum(path));
  });

  it('reads its own weights at every moment while another replaces it', async () => {
    const path = at('m.onnx');
    const [, old] = await saveOnnx(net(1), path, { externalData: true });
    const first = await predicted(path);
    // What a crash before the last step leaves: the data of the next model is there, and the model is the old one.
    const next = net(2);
    const elsewhere = await saveOnnx(next, at('other/m.onnx'), { externalData: true });
    writeFileSync(at(elsewhere[1]!.split('/').at(-1)!), readFileSync(elsewhere[1]!));
    expect(await predicted(path)).toEqual(first);
    const [, fresh] = await saveOnnx(next, path, { externalData: true });
    expect(fresh).not.toBe(old);
    expect([existsSync(old!), existsSync(fresh!)]).toEqual([false, true]);
    expect(await predicted(path)).not.toEqual(first);
    await saveOnnx(next, path);
    expect(readdirSync(folder).sort()).toEqual(['m.onnx', 'other']);
  });

  it('leaves the old files and nothing half-written where the system refuses', async () => {
    const path = at('m.onnx');
    await saveOnnx(net(1), path, { externalData: true });
    const before = readdirSync(folder).sort();
    const sums = before.map((name) => sum(at(name)));
    if (process.getuid?.() === 0) {
      // The superuser is refused nothing; a folder where a file should be is in anybody's way.
      const blocked = at('blocked/README.md/inner');
      await saveOnnx(net(1), join(blocked, 'm.onnx'));
      await expect(saveOnnx(net(2), at('blocked/m.onnx'), { card: true })).rejects.toMatchObject({ code: 'FILE' });
      expect(readdirSync(at('blocked')).filter((name) => name !== 'README.md')).toEqual([]);
    } else {
      chmodSync(folder, 0o555);
      await expect(saveOnnx(net(2), path, { externalData: true })).rejects.toMatchObject({ code: 'FILE' });
      chmodSync(folder, 0o755);
    }
    expect(before.map((name) => sum(at(name)))).toEqual(sums);
  });
});

describe('beside it', () => {
  it('stand vectors of several inputs in the order of the file, without those of a model before', async () => {
    const [a, b] = [input({ shape: [2] }), input({ shape: [3] })];
    const joined = functional([a, b], new Dense({ units: 2 }).apply(a.sum(1, true).add(b)) as Tensor, {
      name: 'joined',
    });
    joined.compile({ seed: 1, backend: cpu() });
    const path = at('model.onnx');
    await saveOnnx(joined, path, { vectors: [[[1, 2]], [[3, 4, 5]]] });
    expect(readdirSync(at('test_data_set_0')).sort()).toEqual(['input_0.pb', 'input_1.pb', 'output_0.pb']);
    await saveOnnx(net(), path, { vectors: [[1, 2, 3, 4]] });
    expect(readdirSync(at('test_data_set_0')).sort()).toEqual(['input_0.pb', 'output_0.pb']);
  });

  it('stand a table, sums that sha256sum accepts, and a card whose front matter is whole', async () => {
    const card = {
      license: 'mit',
      tags: ['digits', 'say "x": y'],
      pipelineTag: 'tabular-classification',
      text: '## Limits\n\nSmall.',
    };
    await saveOnnx(net(), at('m.onnx'), {
      ...everything,
      card,
      docString: 'Says **three** numbers.',
      metadata: { seed: '1' },
    });
    expect(JSON.parse(readFileSync(at('m.json'), 'utf8'))).toEqual({
      inputs: [{ name: 'input', type: 'float32', shape: ['batch', 4] }],
      outputs: [{ name: 'output', type: 'float32', shape: ['batch', 3] }],
    });
    const sums = readFileSync(at('SHA256SUMS'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => line.split('  '));
    expect(sums.map(([, name]) => name)).toEqual(['m.onnx', expect.stringMatching(/^m-.*\.data$/)]);
    for (const [value, name] of sums) expect(sum(at(name!))).toBe(value);
    const text = readFileSync(at('README.md'), 'utf8');
    const [, front, body] = text.split(/^---$/m);
    expect(front!.trim().split('\n')).toEqual([
      'license: "mit"',
      'library_name: "onnx"',
      'pipeline_tag: "tabular-classification"',
      'tags:',
      '  - "onnx"',
      '  - "bernoulli"',
      '  - "digits"',
      String.raw`  - "say \"x\": y"`,
    ]);
    for (const part of [
      '# net',
      'Says **three** numbers.',
      '| input | `input` | float32 | batch × 4 |',
      '## Limits',
      '`seed`: 1',
      sums[0]![0]!,
    ])
      expect(body).toContain(part);
  });
});

it.each([
  ['m.pb', {}, 'saveOnnx: the path of a model must end in .onnx. Received'],
  [
    'm.onnx',
    { mode: 'stochastic', vectors: x },
    'saveOnnx: vectors are for mode inference, and for a model that predicts.',
  ],
  ['m.onnx', { opset: 3 }, 'opset must be a whole number in [18, 21]'],
  ['m.onnx', { card: { licence: 'mit' } }, /saveOnnx: card: there is no setting "?licence/],
] as const)('refuses %s with %j', async (name, options, message) => {
  await expect(saveOnnx(net(), at(name), options as never)).rejects.toThrow(message);
  expect(existsSync(folder) ? readdirSync(folder) : []).toEqual([]);
});

const judge = `
import onnx, sys, numpy as np
from onnx import numpy_helper
from onnx.reference import ReferenceEvaluator
folder = sys.argv[1]
onnx.checker.check_model(folder + "/model.onnx", full_check=True)
read = lambda name: numpy_helper.to_array(onnx.load_tensor(f"{folder}/test_data_set_0/{name}_0.pb"))
got = ReferenceEvaluator(onnx.load(folder + "/model.onnx")).run(None, {"input": read("input")})[0]
np.testing.assert_allclose(got, read("output"), rtol=1e-3, atol=1e-6)
print("same")
`;

describe.skipIf(!hasOnnx)(withOnnx('ONNX’s own tools'), () => {
  it('read the model with its data, and its vectors', async () => {
    await saveOnnx(net(), at('model.onnx'), everything);
    expect(execFileSync('python3', ['-c', judge, folder], { encoding: 'utf8' }).trim()).toBe('same');
  });
});
