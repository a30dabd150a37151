/** Stored models that a stranger made: refused by name, in one short line, at once, and before anything of their size is made. */
import {
  Dense,
  decodeSafetensors,
  encodeSafetensors,
  metrics,
  modelFromFiles,
  Model,
  modelToFiles,
  sequential,
  type BernoulliError,
  type Tensor,
} from '@bernoulli/api';
import { beforeAll, describe, expect, it } from 'vitest';
import { boundJson } from '../src/storage/bound-json.ts';
import { compiled, rounded, SimpleNet } from './nets.ts';

const backend = rounded();
const encode = (value: unknown): Uint8Array =>
  new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value));

type Config = Record<string, never> & {
  layers: object[];
  compiled: { optimizer: unknown; targets: { metrics: object[] }[] };
  progress: Record<string, unknown>;
};
let files: Record<string, Uint8Array>;
let config: () => Config;

beforeAll(async () => {
  const model = compiled(sequential([new Dense({ units: 2, activation: 'softmax' })]), { backend });
  await model.fit([[0], [1]], [0, 1], { verbose: 0 });
  files = { ...(await modelToFiles(model)) };
  config = () => JSON.parse(new TextDecoder().decode(files['config.json'])) as Config;
});

/** The error of a load, and how long it took. */
function refused(changed: Record<string, Uint8Array>, options: object = {}): BernoulliError {
  const started = process.cpuUsage();
  try {
    modelFromFiles({ ...files, ...changed }, { backend, ...options });
  } catch (error) {
    expect((error as BernoulliError).name).toBe('BernoulliError');
    expect((error as BernoulliError).message.length).toBeLessThan(5000);
    expect((error as BernoulliError).message).not.toMatch(/[\p{Cc}]/u);
    expect(process.cpuUsage(started).user / 1000).toBeLessThan(4000);
    return error as BernoulliError;
  }
  throw new Error('the file was accepted');
}

/** A header of any text, with the tensors of none. */
function safetensors(header: string): Uint8Array {
  const text = encode(header);
  const out = new Uint8Array(8 + text.length);
  new DataView(out.buffer).setBigUint64(0, BigInt(text.length), true);
  out.set(text, 8);
  return out;
}

const deep = (n: number): string => '['.repeat(n) + ']'.repeat(n);
const many = (n: number, item: string): string => `[${Array.from({ length: n }, () => item).join()}]`;

describe('config.json', () => {
  /** What is put in the place of a key, as text: JSON.stringify could not write all of it. */
  const cases: [what: string, edit: (c: Config) => unknown, message: RegExp][] = [
    ['a seed that is an object', (c) => ({ ...c, seed: { toString: 1 } }), /seed must be a whole number as text/],
    ['a seed that is a number', (c) => ({ ...c, seed: 7 }), /seed must be a whole number as text. Received 7/],
    ['a seed of 21 digits', (c) => ({ ...c, seed: '1'.repeat(21) }), /seed must be a whole number as text/],
    [
      'a class that is an object',
      (c) => ({ ...c, layers: [{ className: {}, config: {} }] }),
      /className must be a text/,
    ],
    [
      'a base after the epoch',
      (c) => ({ ...c, progress: { ...c.progress, epoch: 0, base: 2 ** 32 - 1 } }),
      /progress.base must be at most the epoch, 0. Received 4294967295/,
    ],
    [
      'a step without end',
      (c) => ({ ...c, progress: { ...c.progress, step: 2 ** 32 } }),
      /progress.step must be a whole number in \[0, 4294967295\]. Received 4294967296/,
    ],
    [
      'a step of one’s own without end',
      (c) => ({ ...c, progress: { ...c.progress, steps: { mine: 1e15 } } }),
      /progress.steps.mine must be a whole number/,
    ],
    [
      'useBias that is a text',
      (c) => ({ ...c, layers: [{ className: 'Dense', config: { units: 2, useBias: 'no' } }] }),
      /useBias must be true or false. Received "no"/,
    ],
    ['5,001 layers', (c) => ({ ...c, layers: Array.from({ length: 5001 }, () => c.layers[0]) }), /at most 5000 items/],
    [
      '6,000 layers in models',
      (c) => ({
        ...c,
        layers: Array.from({ length: 2 }, (_, i) => ({
          className: 'Sequential',
          config: { name: `m${i}`, layers: Array.from({ length: 3000 }, () => c.layers[0]) },
        })),
      }),
      /layers must hold at most 5000 layers in all/,
    ],
    [
      'paths that are long beyond measure',
      (c) => ({ ...c, name: 'n'.repeat(1e4), layers: Array.from({ length: 300 }, () => c.layers[0]) }),
      /paths of at most 2000000 letters in all/,
    ],
    [
      'models 65 deep',
      (c) => {
        let layers: object[] = c.layers;
        for (let i = 0; i < 65; i++) layers = [{ className: 'Sequential', config: { name: `m${i}`, layers } }];
        return { ...c, layers };
      },
      /models at most 64 deep/,
    ],
    [
      'a million rows',
      (c) => ({ ...c, rows: Array.from({ length: 1e6 }, () => 0) }),
      /rows must hold at most 1000 items/,
    ],
    ['a row of 65 axes', (c) => ({ ...c, rows: [{ dtype: 'f32', shape: Array(65).fill(1) }] }), /at most 64 items/],
    [
      '10,000 metrics',
      (c) => {
        const [target] = c.compiled.targets;
        const list = Array.from({ length: 10_000 }, () => target!.metrics[0]);
        return { ...c, compiled: { ...c.compiled, targets: [{ ...target, metrics: list }] } };
      },
      /metrics must hold at most 1000 items/,
    ],
    [
      'an optimizer that is deep',
      (c) =>
        JSON.stringify({ ...c, compiled: { ...c.compiled, optimizer: 0 } }).replace(
          '"optimizer":0',
          `"optimizer":${deep(200)}`,
        ),
      /compiled.optimizer must be an object. Received \[\[\[/,
    ],
    [
      'lists without end in one another',
      () => '['.repeat(4e6),
      /must not be deeper than 300 objects and lists|not be deeper/,
    ],
    ['objects without number', () => many(2e6, '{}'), /not hold so many parts: it would take more than 44 MB/],
    ['control characters', (c) => ({ ...c, format: '\u001b[2J\n\u202e' }), /Received \\u001b\[2J\\n\\u202e\./],
    ['a name of a megabyte', (c) => ({ ...c, format: 'x'.repeat(1e6) }), /format must be "bernoulli". Received x+…\.$/],
  ];
  it.each(cases)('%s', (_, edit, message) => {
    const error = refused({ 'config.json': encode(edit(config())) });
    expect(error.message).toMatch(message);
  });

  it.each(['constructor', '__proto__', 'toString', 'loss'])('a metric that is called %s', (name) => {
    const c = config();
    c.compiled.targets[0]!.metrics = [{ className: 'SparseCategoricalAccuracy', config: { name } }];
    expect(refused({ 'config.json': encode(c) }).message).toMatch(/no figure of a metric may have this name/);
    const model = sequential([new Dense({ units: 1 })]);
    expect(() => model.compile({ loss: 'mse', metrics: [new metrics.MeanSquaredError({ name })] })).toThrow(
      expect.objectContaining({ code: 'NAME' }),
    );
  });

  it.each(['-1', '0', '1', '9'.repeat(19), `-${'1'.repeat(19)}`])('takes the seed %s', (seed) => {
    expect(modelFromFiles({ ...files, 'config.json': encode({ ...config(), seed }) }, { backend }).seed).toBe(
      BigInt(seed),
    );
  });

  it('takes as many layers as there may be, soon', () => {
    const c = config();
    c.layers = [
      ...c.layers,
      ...Array.from({ length: 4999 }, () => ({ className: 'Activation', config: { activation: 'relu' } })),
    ];
    const model = modelFromFiles({ ...files, 'config.json': encode(c) }, { backend });
    expect(model.layers).toHaveLength(5000);
  }, 30_000);

  it('with fewer inputs than the model takes, and models that are given fewer', async () => {
    class Both extends Model {
      call(a: Tensor, b: Tensor): Tensor {
        return b.mul(a);
      }
    }
    const model = compiled(new Both(), { backend, loss: undefined, metrics: [] });
    model.buildFor([1], [1]);
    const stored = { ...(await modelToFiles(model)) };
    const c = JSON.parse(new TextDecoder().decode(stored['config.json'])) as { rows: object[] };
    c.rows.pop();
    const error = refused({ ...stored, 'config.json': encode(c) }, { into: new Both() });
    expect(error.message).toBe('Model at both: call takes 2 inputs. Received 1.');
    const other = compiled(new Both(), { backend, loss: undefined, metrics: [] });
    await expect(other.predict([[1]])).rejects.toMatchObject({ code: 'SHAPE' });
  });

  it('is not written when it could not be read', async () => {
    const model = compiled(sequential([new Dense({ units: 1 })], { name: `n${'n'.repeat(2e6)}` }), { backend });
    model.buildFor([1]);
    await expect(modelToFiles(model)).rejects.toThrow(/paths of at most/);
  });
});

describe('model.safetensors', () => {
  const entry = '{"dtype":"F32","shape":[0],"data_offsets":[0,0]}';
  const named = (n: number): string => `{${Array.from({ length: n }, (_, i) => `"t${i}":${entry}`).join()}}`;
  const cases: [what: string, header: () => string, message: RegExp][] = [
    ['lists without end', () => `{"w":${'['.repeat(4e6)}`, /must not be deeper than 3/],
    ['a million tensors', () => named(1e6), /must not hold so many parts/],
    ['a million lists', () => `{"w":${many(1e6, '[]')}}`, /must not hold so many parts|an entry must be an object/],
    [
      'a shape of 65 axes',
      () => `{"w":{"dtype":"F32","shape":${many(65, '0')},"data_offsets":[0,0]}}`,
      /at most 64 axes. Received 65/,
    ],
  ];
  it.each(cases)('%s', (_, header, message) => {
    expect(refused({ 'model.safetensors': safetensors(header()) }).message).toMatch(message);
  });

  it('may hold text of any length', () => {
    const text = `${'a\\"\\\\é'.repeat(2e6)}`;
    const bytes = safetensors(`{"__metadata__":{"a":"${text}"}}`);
    expect(decodeSafetensors(bytes).metadata['a']).toHaveLength(8e6);
  }, 20_000);

  it('holds no more than its reader wants', () => {
    const bytes = encodeSafetensors(decodeSafetensors(files['model.safetensors']!).tensors);
    const load =
      (limits: object): (() => unknown) =>
      () =>
        modelFromFiles({ ...files, 'model.safetensors': bytes }, { backend, compile: false, limits });
    expect(load({ tensors: 1 })).toThrow(/at most 1 tensors. Received 2/);
    expect(load({ headerBytes: 16 })).toThrow(/at most 16 bytes long/);
    expect(load({ tensors: 2, headerBytes: 1e4 })).not.toThrow();
    expect(load({ tensor: 2 })).toThrow(/limits: there is no setting "tensor".*Did you mean tensors/);
    expect(load({ tensors: -1 })).toThrow(/tensors must be a whole number from 0 up/);
  });

  it('may hold many tensors where the caller says so', () => {
    const bytes = safetensors(named(100_000));
    expect(() => decodeSafetensors(bytes)).toThrow(/must not hold so many parts/);
    expect(Object.keys(decodeSafetensors(bytes, { tensors: 100_000 }).tensors)).toHaveLength(100_000);
  }, 20_000);
});

describe('the state of an optimizer', () => {
  it('is whole or not there', async () => {
    const { tensors } = decodeSafetensors(files['optimizer.safetensors']!);
    const names = Object.keys(tensors);
    expect(names).toHaveLength(4);
    const { [names[0]!]: gone, ...others } = tensors;
    expect(gone).toBeDefined();
    expect(refused({ 'optimizer.safetensors': encodeSafetensors(others) }).message).toContain(`lacks ${names[0]}`);
    const fresh = modelFromFiles({ ...files, 'optimizer.safetensors': undefined }, { backend });
    expect((await modelToFiles(fresh))['optimizer.safetensors']).toBeUndefined();
  });

  it('of a way to train of one’s own needs none of compile’s', async () => {
    const model = compiled(new SimpleNet(), { backend });
    const step = model.step({
      name: 'mine',
      optimizer: 'adam',
      objective: ({ x }) => model.apply(x[0]!).square().mean(),
    });
    await step({ x: [[1, 2, 3, 4]], y: {} } as never);
    const stored = { ...(await modelToFiles(model)) };
    expect(
      Object.keys(decodeSafetensors(stored['optimizer.safetensors']!).tensors).every((name) => name.includes('mine')),
    ).toBe(true);
    const again = modelFromFiles(stored, { into: new SimpleNet(), backend });
    expect(await modelToFiles(again)).toEqual(stored);
  });
});

describe('boundJson', () => {
  const problem = (text: string, deepest = 3): string | null => boundJson(encode(text), deepest);
  it('counts what is open, and what is in strings not at all', () => {
    expect(problem('[[[]],[[]]]')).toBeNull();
    expect(problem('[[[[]]]]')).toMatch(/deeper than 3/);
    expect(problem(`["${'['.repeat(9)}\\"[[[[", [["\\\\"]]]`)).toBeNull();
    expect(problem(`["${'{'.repeat(9)}`)).toBeNull();
    expect(problem('"\\')).toBeNull();
  });

  it('lets long lists of numbers through, and text of any length', () => {
    expect(problem(many(1e6, '0.25'))).toBeNull();
    expect(problem(`"${','.repeat(5e6)}"`)).toBeNull();
  });
});
