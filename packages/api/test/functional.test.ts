/** Models out of layers that were called on inputs: the same as models of code, stored and loaded, and what they refuse. */
import {
  Add,
  Concatenate,
  Dense,
  Dropout,
  Embedding,
  GlobalAveragePooling1D,
  Flatten,
  input,
  Lambda,
  Layer,
  layerFromConfig,
  LSTM,
  model,
  Model,
  modelFromFiles,
  modelToFiles,
  Module,
  sequential,
  Trace,
  type Functional,
  type Tensor,
} from '@bernoulli/api';
import { describe, expect, it } from 'vitest';
import { compiled, rounded } from './nets.ts';

const rows = (count: number, size: number): number[][] =>
  Array.from({ length: count }, (_, i) => Array.from({ length: size }, (_, j) => Math.sin(i * 7.3 + j * 3.1)));
const x = rows(12, 4);
const regression = { loss: 'meanSquaredError', metrics: [] } as const;

/** A shortcut around two layers, of which one is used twice. */
function shortcut(name = 'net'): Functional<Tensor> {
  const first = input({ shape: [4] });
  const dense = new Dense({ units: 4, activation: 'tanh' });
  const dropout = new Dropout({ rate: 0.5 });
  const once = dropout.apply(dense.apply(first));
  const twice = dropout.apply(dense.apply(once));
  return model(first, new Dense({ units: 1 }).apply(new Add().apply(first, twice)), { name });
}

/** The same in code. */
class Shortcut extends Model {
  dense = new Dense({ units: 4, activation: 'tanh' });
  dropout = new Dropout({ rate: 0.5 });
  add = new Add();
  dense1 = new Dense({ units: 1 });
  constructor() {
    super({ name: 'net' });
  }
  call(first: Tensor): Tensor {
    const once = this.dropout.apply(this.dense.apply(first));
    const twice = this.dropout.apply(this.dense.apply(once));
    return this.dense1.apply(this.add.apply(first, twice));
  }
}

const y = x.map(([a, b]) => [a! * b!]);
const values = async (of: Model): Promise<unknown> =>
  Object.entries(await of.getWeights()).map(([path, { data }]) => [path, ...data]);

describe('a model out of layers called on inputs', () => {
  it('has the weights, masks, training and predictions of the model in code', async () => {
    const [functional, code] = [compiled(shortcut(), regression), compiled(new Shortcut(), regression)];
    code.buildFor([4]);
    expect(await values(functional)).toEqual(await values(code));
    expect(Object.keys(await functional.masks(0))).toEqual(['net/dropout', 'net/dropout@1']);
    await functional.fit(x, y, { epochs: 2, batchSize: 5, verbose: 0 });
    await code.fit(x, y, { epochs: 2, batchSize: 5, verbose: 0 });
    expect(await values(functional)).toEqual(await values(code));
    expect((await functional.predict(x)).data).toEqual((await code.predict(x)).data);
  });

  it('is built by compile, and describes its inputs and outputs', async () => {
    const net = compiled(shortcut(), regression);
    expect(Object.keys(await net.getWeights())).toEqual([
      'net/dense/kernel',
      'net/dense/bias',
      'net/dense1/kernel',
      'net/dense1/bias',
    ]);
    expect([net.inputs.length, net.outputs.shape, net.rows]).toEqual([1, [-1, 1], [{ dtype: 'f32', shape: [4] }]]);
    expect(net.layers.map(({ className }) => className)).toEqual(['Dense', 'Dropout', 'Add', 'Dense']);
  });

  it('takes several inputs of several dtypes, and gives several outputs', async () => {
    const words = input({ shape: [3], dtype: 'i32' });
    const numbers = input([2]);
    const read = new LSTM({ units: 3, returnState: true }).apply(
      new Embedding({ inputDim: 5, outputDim: 2 }).apply(words),
    ) as Readonly<Record<string, Tensor>>;
    const both = new Concatenate().apply(read['hidden']!, numbers);
    const net = compiled(
      model([words, numbers], {
        size: new Dense({ units: 1, name: 'size' }).apply(both),
        kind: new Dense({ units: 2, activation: 'softmax' }).apply(read['carry']!),
      }),
      { loss: { size: 'meanSquaredError', kind: 'sparseCategoricalCrossentropy' }, metrics: {} },
    );
    const data = [rows(6, 3).map((row) => row.map((v) => Math.floor(2 + 2 * v))), rows(6, 2)];
    const labels = { size: rows(6, 1), kind: [0, 1, 0, 1, 0, 1] };
    const { history } = await net.fit(data, labels, { epochs: 30, verbose: 0 });
    expect(history['loss']!.at(-1)!).toBeLessThan(history['loss']![0]!);
    const predicted = await net.predict(data);
    expect([predicted.size.shape, predicted.kind.shape]).toEqual([
      [6, 1],
      [6, 2],
    ]);
    const again = modelFromFiles(await modelToFiles(net), { backend: rounded() }) as unknown as typeof net;
    expect((await again.predict(data)).kind.data).toEqual(predicted.kind.data);
  });

  it('takes methods of tensors between layers, with open sizes', async () => {
    const sequence = input({ shape: [null, 4] });
    const scaled = new Dense({ units: 4 })
      .apply(sequence)
      .mul(2)
      .add(sequence)
      .reshape([...sequence.shape, 1]);
    const net = compiled(model(sequence, new Flatten().apply(scaled.max(1))));
    const data = [[x[0]!, x[1]!, x[2]!]];
    const got = await net.predict(data);
    const { kernel, bias } = Object.fromEntries(
      Object.entries(await net.getWeights()).map(([path, { data }]) => [path.split('/').at(-1)!, data]),
    );
    const line = (row: number[], j: number): number =>
      2 * (row.reduce((sum, v, i) => sum + v * kernel![i * 4 + j]!, 0) + bias![j]!) + row[j]!;
    [0, 1, 2, 3].forEach((j) => expect(got.data[j]).toBeCloseTo(Math.max(...data[0]!.map((row) => line(row, j))), 5));
    // Code between layers is no data: the file needs the model handed in.
    const files = await modelToFiles(net);
    expect(() => modelFromFiles(files)).toThrow('Hand in a fresh one as into: model(…)');
  });

  it('stands in other models, and they in it', async () => {
    const inner = (): Functional<Tensor> => shortcut('inner');
    const outer = input({ shape: [4] });
    const block = sequential([new Dense({ units: 4 }), inner()], { name: 'block' });
    const net = compiled(model(outer, new Concatenate().apply(block.apply(outer), inner().apply(outer))), regression);
    expect(Object.keys(await net.getWeights())).toEqual(
      expect.arrayContaining(['functional/block/dense/kernel', 'functional/block/inner/dense1/kernel', 'functional/inner/dense/bias']), // prettier-ignore
    );
    const again = modelFromFiles(await modelToFiles(net), { backend: rounded() });
    expect((await again.predict(x)).data).toEqual((await net.predict(x)).data);
    expect(await again.masks(3)).toEqual(await net.masks(3));
  });

  it('goes on from a file where it stopped, bit for bit', async () => {
    const config = { ...regression, backend: rounded() };
    const whole = compiled(shortcut(), config);
    await whole.fit(x, y, { epochs: 4, batchSize: 5, verbose: 0 });
    const stopped = compiled(shortcut(), config);
    await stopped.fit(x, y, { epochs: 2, batchSize: 5, verbose: 0 });
    const again = modelFromFiles(await modelToFiles(stopped), { backend: rounded() });
    expect(again.getConfig()).toEqual(stopped.getConfig());
    await again.fit(x, y, { epochs: 4, batchSize: 5, verbose: 0, resume: true });
    expect(await values(again)).toEqual(await values(whole));
  });

  it('keeps names when layers of another class come between', () => {
    const first = input({ shape: [4] });
    const hidden = new Dense({ units: 4 }).apply(first);
    new Dense({ units: 9 }).apply(hidden); // leads nowhere, and is no part of the model
    const net = model(first, new Dense({ units: 1 }).apply(new Dropout({ rate: 0.1 }).apply(hidden)));
    expect(net.children().map(([name]) => name)).toEqual(['dense', 'dropout', 'dense1']);
  });
});

describe('what is refused where a model is made', () => {
  const a = input({ shape: [4] });
  const b = input({ shape: [3] });
  const ya = new Dense({ units: 2 }).apply(a);
  const running = new Trace(new Map(), { mode: 'infer' }).input('x', { dtype: 'f32', shape: [2, 4] });
  it.each([
    ['an input that is not listed', () => model(a, new Concatenate({ name: 'both' }).apply(ya, b)), 'CONFIG', /model at both: the outputs follow from an input that is not among the inputs. Received f32\[\?batch, 3\]/],
    ['an input that leads nowhere', () => model([a, b], ya), 'CONFIG', 'input 1 leads to no output. Received f32[?batch, 3]'],
    ['an input twice', () => model([a, a], ya), 'CONFIG', 'input 1 is the one at 0 again'],
    ['an input that layers made', () => model(ya, new Dense({ units: 1 }).apply(ya)), 'CONFIG', 'input 0 must be what input() made. Received f32[?batch, 2]'],
    ['no inputs', () => model([], ya), 'CONFIG', 'inputs must be a tensor that input() made, or a list of them'],
    ['no outputs', () => model(a, {}), 'CONFIG', 'outputs must be a tensor that layers made'],
    ['a list of outputs', () => model(a, [ya] as never), 'CONFIG', 'Give each a name: { first, second }'],
    ['an output of a running trace', () => model(a, running), 'CONFIG', 'output must be a tensor that follows from what input() made. Received f32[2, 4] of a running trace'],
    ['a tensor of a running trace beside a symbolic one', () => new Add({ name: 'sum' }).apply(a, running), 'STATE', 'Add at sum: input 1 must follow from an input of the model, as the others do. Received f32[2, 4] of a running trace'],
    ['a symbolic tensor in a method of a running trace', () => running.add(a), 'GRAPH', 'takes values of the graph that is being written. Received f32[?batch, 4] of another'],
    ['a tensor of a running trace in a method of a symbolic one', () => a.add(running), 'STATE', 'takes tensors that follow from inputs of one model. Received f32[2, 4] of another trace'],
    ['shapes that do not fit a layer', () => new Add({ name: 'sum' }).apply(a, b), 'SHAPE', /add at sum: .*\[\?batch, 4\] and \[\?batch, 3\]/],
    ['shapes that do not fit a method', () => a.add(b), 'SHAPE', 'shapes do not broadcast. Received [?batch, 4] and [?batch, 3]'],
    ['two layers of one name', () => model(a, new Dense({ units: 1, name: 'd' }).apply(new Dense({ units: 1, name: 'd' }).apply(a))), 'NAME', 'two layers have one name. Received d'],
    ['a row that is none', () => input({ shape: [0] }), 'CONFIG', 'input: a row must be a list of sizes from 1 up'],
    ['an unknown setting', () => model(a, ya, { nam: 'net' } as never), 'CONFIG', 'Did you mean name?'],
    ['an unknown setting of an input', () => input({ shape: [1], dtpe: 'i32' } as never), 'CONFIG', 'there is no setting "dtpe"'],
  ])('%s', (_, make, code, message) => {
    expect(make).toThrow(expect.objectContaining({ code }));
    expect(make).toThrow(message);
  }); // prettier-ignore

  it('and where it is used: another number of inputs, other sizes, another dtype', async () => {
    const net = compiled(shortcut(), regression);
    await expect(net.predict(rows(2, 5))).rejects.toThrow(/net: takes rows of shape \[4\]. Received \[5\]/);
    const outer = input({ shape: [5] });
    expect(() => shortcut('inner').apply(outer)).toThrow(
      'model at inner: input 0 must be f32[?batch, 4]. Received f32[?batch, 5].',
    );
    expect(() => shortcut('inner').apply(a, a)).toThrow('model at inner: takes 1 inputs. Received 2.');
    expect(() => shortcut('inner').apply(input({ shape: [4], dtype: 'i32' }))).toThrow('Received i32[?batch, 4].');
  });

  it('a symbolic tensor among those of a running trace', () => {
    class Keeps extends Module {
      readonly className = 'Keeps';
      add = new Add();
      call(value: Tensor): Tensor {
        return this.add.apply(value, a);
      }
    }
    const net = compiled(sequential([new Keeps()]), regression);
    expect(() => net.buildFor([4])).toThrow(
      /sequential\/keeps\/add: input 1 must be a tensor of the running trace, as input 0 is/,
    );
  });

  it('a model that has weights already', () => {
    const net = compiled(shortcut(), regression);
    const outer = model(a, net.apply(a), { name: 'outer' });
    expect(() => compiled(outer, regression)).toThrow(/outer\/net: a model that has weights of its own/);
  });
});

describe('a function in the place of a layer', () => {
  it('computes what it says, and is loaded with the model that has it', async () => {
    const make = () => sequential([new Lambda((v) => v.mul(2).add(1)), new Flatten()]);
    const net = compiled(make(), regression);
    expect([...(await net.predict([[1, 2]])).data]).toEqual([3, 5]);
    const files = await modelToFiles(net);
    expect(() => modelFromFiles(files)).toThrow(/files hold no code/);
    const again = modelFromFiles(files, { into: make(), backend: rounded() });
    expect([...(await again.predict([[1, 2]])).data]).toEqual([3, 5]);
    expect(() => layerFromConfig({ className: 'Lambda', config: {} })).toThrow('there is no such layer');
  });

  it('takes several tensors, and must be a function', () => {
    const first = input([2]);
    expect(new Lambda((a, b) => a!.add(b!)).apply(first, first).shape).toEqual([-1, 2]);
    expect(() => new Lambda('x => x' as never)).toThrow('Lambda: needs a function of tensors. Received x => x.');
  });
});

describe('a stored model', () => {
  type Stored = {
    functional: { layers: object[]; nodes: { layer: number; inputs: object[] }[]; inputs: object[]; outputs: object };
  };
  async function changed(edit: (config: Stored) => void): Promise<() => unknown> {
    const files = await modelToFiles(compiled(shortcut(), regression));
    const config = JSON.parse(new TextDecoder().decode(files['config.json'])) as Stored;
    edit(config);
    const bytes = new TextEncoder().encode(JSON.stringify(config));
    return () => modelFromFiles({ ...files, 'config.json': bytes });
  }

  it.each<[string, (config: Stored) => void, RegExp]>([
    ['a value that leads back', ({ functional: f }) => (f.nodes[0]!.inputs = [{ value: 2 }]), /functional.nodes\[0\].inputs\[0\].value must be the number of an earlier value, below 1. Received 2/],
    ['a value of its own', ({ functional: f }) => (f.nodes[1]!.inputs = [{ value: 2 }]), /nodes\[1\].inputs\[0\].value must be the number of an earlier value, below 2/],
    ['a layer that is not there', ({ functional: f }) => (f.nodes[0]!.layer = 9), /functional.nodes\[0\].layer must be a whole number in \[0, 3\]. Received 9/],
    ['a layer that nothing uses', ({ functional: f }) => void f.layers.push(f.layers[0]!), /functional.nodes must use every layer. Received no use of layer 4/],
    ['an output by a name that there is not', ({ functional: f }) => (f.nodes[1]!.inputs = [{ value: 1, output: 'carry' }]), /value 1 of the model net must give what is read of it. Received carry. It gives one value/],
    ['outputs that are none', ({ functional: f }) => (f.outputs = {}), /outputs must be a tensor/],
    ['rows that are not its own', (config) => ((config as unknown as { rows: object[] }).rows = [{ dtype: 'f32', shape: [5] }]), /takes rows of shape \[4\]. Received \[5\]/],
    ['a node without inputs', ({ functional: f }) => (f.nodes[0]!.inputs = []), /needs at least one input/],
    ['layers that are none', ({ functional: f }) => (f.layers = 'all' as never), /functional.layers must be a list/],
  ])('is refused with %s', async (_, edit, message) => {
    const load = await changed(edit);
    expect(load).toThrow(expect.objectContaining({ name: 'BernoulliError' }));
    expect(load).toThrow(message);
  }); // prettier-ignore

  it('is refused where models use each other twice, thirty deep', async () => {
    type Part = { className: string; config: Record<string, unknown> };
    const row = { dtype: 'f32', shape: [4] };
    const wired = (name: string, layer: Part): Part => ({
      className: 'Functional',
      config: {
        name,
        layers: [layer],
        inputs: [row],
        nodes: [0, 1].map((value) => ({ layer: 0, inputs: [{ value }] })),
        outputs: { value: 2 },
      },
    });
    let part = wired('m', { className: 'Dropout', config: { rate: 0.5 } });
    for (let i = 0; i < 30; i++) part = wired(`m${i}`, part);
    const load = await changed((config) => (config.functional = part.config as never));
    const started = performance.now();
    expect(load).toThrow(/use layers at most 10000 times, those of models in it included/);
    expect(performance.now() - started).toBeLessThan(1000);
  });

  it('holds no layer of the user’s own, unless it is handed in', async () => {
    class Twice extends Layer {
      readonly className = 'Twice';
      getConfig(): object & Record<string, never> {
        return {};
      }
      call(value: Tensor): Tensor {
        return value.add(value);
      }
    }
    const make = (): Functional<Tensor> => {
      const first = input([4]);
      return model(
        first,
        new GlobalAveragePooling1D().apply(new Twice().apply(first).reshape([first.shape[0]!, 4, 1])),
      );
    };
    const files = await modelToFiles(compiled(make(), regression));
    expect(() => modelFromFiles(files)).toThrow(/files hold no code/);
    expect(modelFromFiles(files, { into: make(), backend: rounded() }).name).toBe('functional');
  });
});
