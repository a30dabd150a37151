/** Models as files: what comes back is the same, what does not belong is refused. */
import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Dense, Dropout, modelFromFiles, modelToFiles, sequential } from '@bernoulli/api';
import { loadModel, saveModel } from '@bernoulli/api/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clusters } from './data.ts';
import { compiled, rounded, SimpleNet } from './nets.ts';

const { x, y } = clusters(40);
const quiet = { verbose: 0 } as const;
const backend = rounded();
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bernoulli-'));
});
afterAll(() => rm(folder, { recursive: true }));

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
const bytes = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));

describe('saving and loading', () => {
  it('resumes at any step, bit for bit', async () => {
    const options = { epochs: 3, batchSize: 8, ...quiet };
    const whole = compiled(new SimpleNet(), { backend });
    await whole.fit(x, y, options);
    for (const stopAt of [0, 3, 5, 8]) {
      const first = compiled(new SimpleNet(), { backend });
      first.buildFor([4]);
      const controller = new AbortController();
      const callbacks = [{ onBatchEnd: () => void (first.progress.step === stopAt && controller.abort()) }];
      if (stopAt > 0)
        await expect(first.fit(x, y, { ...options, callbacks, signal: controller.signal })).rejects.toThrow(/aborted/);
      const place = join(folder, `step-${stopAt}`);
      await saveModel(first, place);
      const second = await loadModel(place, { into: new SimpleNet(), backend });
      expect(second.progress).toEqual(first.progress);
      await second.fit(x, y, { ...options, resume: true });
      expect(await second.getWeights()).toEqual(await whole.getWeights());
    }
  });

  it('makes a sequential model anew, with all it was told', async () => {
    const model = compiled(
      sequential([
        new Dense({
          units: 8,
          activation: 'relu',
          kernelRegularizer: 'l2',
          kernelConstraint: { className: 'MaxNorm', config: { maxValue: 3 } },
        }),
        new Dropout({ rate: [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8] }),
        new Dense({ units: 3, activation: 'softmax', useBias: false }),
      ]),
      { seed: 2n ** 60n, backend },
    );
    await model.fit(x, y, { epochs: 1, ...quiet });
    const again = modelFromFiles(await modelToFiles(model), { backend });
    expect(again.seed).toBe(2n ** 60n);
    expect((await again.predict(x)).data).toEqual((await model.predict(x)).data);
    expect(await again.evaluate(x, y)).toEqual(await model.evaluate(x, y));
    expect(await modelToFiles(again)).toEqual(await modelToFiles(model));
  });

  it('holds no code: a class of the user has to be handed in', async () => {
    const model = compiled(new SimpleNet());
    model.buildFor([4]);
    const files = await modelToFiles(model);
    expect(() => modelFromFiles({ ...files })).toThrow(
      /the stored model is of the class SimpleNet, and files hold no code/,
    );
  });
});

describe('refusing files', () => {
  async function stored(): Promise<Record<string, Uint8Array>> {
    const model = compiled(sequential([new Dense({ units: 3, activation: 'softmax' })]));
    await model.fit(x, y, { epochs: 1, ...quiet });
    return { ...(await modelToFiles(model)) };
  }
  const edits: [string, (config: Record<string, never>) => unknown, RegExp][] = [
    ['another format', (c) => ({ ...c, format: 'other' }), /format must be "bernoulli". Received other/],
    ['a newer version', (c) => ({ ...c, version: 3 }), /version must be 1 or 2/],
    [
      'another stream',
      (c) => ({ ...c, streamVersion: 9 }),
      /streamVersion must be 1, or the masks would not be the same/,
    ],
    [
      'a hostile class',
      (c) => ({ ...c, layers: [{ className: 'constructor', config: {} }] }),
      /there is no such layer. Received constructor/,
    ],
    [
      'a hostile optimizer',
      (c) => ({
        ...c,
        compiled: { ...(c['compiled'] as never as object), optimizer: { className: '__proto__', config: {} } },
      }),
      /optimizer/,
    ],
    ['layers that are no list', (c) => ({ ...c, layers: {} }), /layers must be a list/],
    [
      'a fractional step',
      (c) => ({ ...c, progress: { ...(c['progress'] as never as object), step: 0.5 } }),
      /progress.step must be a whole number/,
    ],
    ['a seed that is no number', (c) => ({ ...c, seed: 'Infinity' }), /seed must be a whole number as text/],
    [
      'other shapes',
      (c) => ({ ...c, rows: [{ dtype: 'f32', shape: [5] }] }),
      /sequential\/dense\/kernel must be f32\[5, 3\]. Received f32\[4, 3\]/,
    ],
  ];
  it.each(edits)('%s', async (_, edit, message) => {
    const files = await stored();
    files['config.json'] = bytes(edit(JSON.parse(text(files['config.json']!))));
    expect(() => modelFromFiles(files)).toThrow(message);
  });

  it('missing, truncated or foreign weights', async () => {
    const files = await stored();
    expect(() => modelFromFiles({ 'config.json': files['config.json']! })).toThrow(/model.safetensors is missing/);
    expect(() => modelFromFiles({ ...files, 'model.safetensors': files['model.safetensors']!.slice(0, -4) })).toThrow(
      /./,
    );
    expect(() => modelFromFiles({ ...files, 'model.safetensors': files['optimizer.safetensors']! })).toThrow(
      /lacks sequential\/dense\/kernel/,
    );
    expect(() => modelFromFiles({ ...files, 'config.json': files['config.json']!.slice(0, 40) })).toThrow(/valid JSON/);
  });

  it('a directory that was cut short', async () => {
    const model = compiled(new SimpleNet());
    model.buildFor([4]);
    const place = join(folder, 'cut');
    await saveModel(model, place);
    const file = join(place, 'model.safetensors');
    const whole = await readFile(file);
    await truncate(file, whole.length - 1);
    await expect(loadModel(place, { into: new SimpleNet() })).rejects.toMatchObject({ code: 'FORMAT' });
    await writeFile(file, whole);
    await loadModel(place, { into: new SimpleNet() });
  });
});

it('a file that claims huge layers is refused before anything of that size is made', async () => {
  const model = compiled(sequential([new Dense({ units: 2 }), new Dense({ units: 3, activation: 'softmax' })]), {
    backend,
  });
  model.buildFor([4]);
  const files = await modelToFiles(model);
  for (const units of [2 ** 31, 1e15]) {
    const config = JSON.parse(text(files['config.json']));
    config.layers[0].config.units = units;
    expect(() => modelFromFiles({ ...files, 'config.json': bytes(config) }, { backend })).toThrow(
      /sequential\/dense\/kernel must be f32/,
    );
  }
});
