/** What recurrent layers promise beyond the figures of the oracles: laws, noise, and what they refuse, with the place. */
import {
  Bidirectional,
  concat,
  Dense,
  Dropout,
  GRU,
  GRUCell,
  layerFromConfig,
  LSTM,
  LSTMCell,
  Model,
  modelFromFiles,
  modelToFiles,
  RecurrentCell,
  RNN,
  sequential,
  SimpleRNN,
  SimpleRNNCell,
  TimeDistributed,
  Trace,
  type Layer,
  type Outputs,
  type Tensor,
  type TensorData,
} from '@bernoulli/api';
import { gradients, sizeOf } from '@bernoulli/api/ir';
import { interpreter } from '@bernoulli/api/ir/interpret';
import { describe, expect, it } from 'vitest';
import { modulePaths } from '../src/tracing/module-paths.ts';

/** A model of one call, on the interpreter. */
class Net extends Model {
  readonly parts: readonly Layer[];
  readonly #body: (...inputs: Tensor[]) => Tensor;

  constructor(parts: readonly Layer[], body: (...inputs: Tensor[]) => Tensor) {
    super({ name: 'net' });
    this.parts = parts;
    this.#body = body;
    this.compile({ optimizer: 'sgd', loss: 'meanSquaredError', seed: 1, backend: interpreter() });
  }
  call(...inputs: Tensor[]): Tensor {
    return this.#body(...inputs);
  }
}

const waves = (...shape: number[]): TensorData => ({
  dtype: 'f32',
  shape,
  data: Float32Array.from({ length: sizeOf(shape) }, (_, i) => Math.sin(3 * i + 1)),
});

/** A layer as a model. */
const alone = (layer: Layer): Net => new Net([layer], (...x) => all(layer.apply(...x)));

/** Every output, one after the other. */
const all = (y: Outputs): Tensor => ('ref' in y ? (y as Tensor) : concat(Object.values(y)));

const predict = async (model: Model, ...x: TensorData[]): Promise<number[]> => [
  ...((await model.predict(x.length === 1 ? x[0]! : x)) as TensorData).data,
];

function close(actual: ArrayLike<number>, wanted: ArrayLike<number>): void {
  expect(actual.length).toBe(wanted.length);
  for (let i = 0; i < wanted.length; i++) expect(actual[i]).toBeCloseTo(wanted[i]!, 5);
}

const x = waves(2, 5, 3);

describe('RNN', () => {
  const settings = { units: 4, recurrentActivation: 'hardSigmoid' } as const;
  const loops = [{}, { returnSequences: true, returnState: true }, { goBackwards: true, returnState: true }];
  const pairs = loops.flatMap((loop) => [
    { loop, layer: new LSTM({ ...settings, ...loop }), cell: new LSTMCell(settings) as RecurrentCell },
    { loop, layer: new GRU({ ...settings, ...loop }), cell: new GRUCell(settings) },
    { loop, layer: new SimpleRNN({ units: 4, ...loop }), cell: new SimpleRNNCell({ units: 4 }) },
  ]);

  it.each(pairs)('around a cell is the layer: $layer.className $loop', async ({ loop, layer, cell }) => {
    const around = alone(new RNN({ cell, ...loop }));
    const whole = new Net([layer as Layer], (input) => {
      const y = (layer as LSTM<boolean>).apply(input);
      return all('ref' in y ? y : { ...y, output: y.output.reshape([2, sizeOf(y.output.shape) / 2]) });
    });
    const flat = new Net(around.parts, (input) => {
      const y = (around.parts[0] as RNN<RecurrentCell, boolean>).apply(input) as Tensor | Record<string, Tensor>;
      return all(
        'ref' in y ? (y as Tensor) : { ...y, output: y['output']!.reshape([2, sizeOf(y['output']!.shape) / 2]) },
      );
    });
    for (const model of [whole, flat]) model.buildFor([5, 3]);
    const weights = Object.entries(await whole.getWeights()).map(([path, value]) => [
      path.replace('parts/0', 'parts/0/cell'),
      value,
    ]);
    await flat.setWeights(Object.fromEntries(weights) as Record<string, TensorData>);
    close(await predict(flat, x), await predict(whole, x));
  });

  /** A running sum, in which each row counts how many steps it saw. */
  class Sum extends RecurrentCell {
    readonly className = 'Sum';
    readonly stateSizes = { sum: 3, count: [1, 1] };
    getConfig(): Record<string, unknown> {
      return {};
    }
    call(input: Tensor, sum: Tensor, count: Tensor) {
      const next = sum.add(input);
      return { output: next.mul(2), sum: next, count: count.add(1) };
    }
  }

  it("takes a cell of one's own, whose states may have any shape, and stores it by name", async () => {
    const rnn = new RNN({ cell: new Sum(), returnState: true });
    const model = new Net([rnn], (input) => {
      const { output, sum, count } = rnn.apply(input);
      return concat([output, sum, count.reshape([count.shape[0]!, 1])]);
    });
    const y = await predict(model, { dtype: 'f32', shape: [1, 2, 3], data: Float32Array.of(1, 2, 3, 10, 20, 30) });
    expect(y).toEqual([22, 44, 66, 11, 22, 33, 2]);

    const stored = sequential([new RNN({ cell: new Sum() })]);
    stored.compile({ optimizer: 'sgd', loss: 'meanSquaredError', seed: 1, backend: interpreter() });
    stored.buildFor([2, 3]);
    const files = await modelToFiles(stored);
    const again = modelFromFiles(files, { layers: { Sum }, backend: interpreter() });
    expect(await predict(again, waves(2, 2, 3))).toEqual(await predict(stored, waves(2, 2, 3)));
    expect(() => modelFromFiles(files, { backend: interpreter() })).toThrow(/there is no such layer.*Sum/);
  });

  it.each([
    [() => new RNN({} as never), 'RNN: cell must be a recurrent cell, or a list of them. Received undefined.'],
    [() => new RNN({ cell: new Dense({ units: 1 }) as never }), 'RNN: cell must be a recurrent cell'],
    [
      () =>
        alone(new RNN({ cell: Object.assign(new Sum(), { call: (y: Tensor) => ({ output: y }) }) })).buildFor([2, 3]),
      'Sum at net/parts/0: a cell must return output and its states, sum, count. Received output.',
    ],
    [
      () => alone(new LSTMCell({ units: 2 })).buildFor([3]),
      'LSTMCell at net/parts/0: needs the states hidden, carry after its input. Received 0 more inputs. A cell is one step: RNN({ cell }) takes a sequence',
    ],
  ])('refuses what is no cell: %#', (make, message) => {
    expect(make).toThrow(message);
  });
});

describe('states and masks', () => {
  it.each([new SimpleRNN({ units: 3 }), new GRU({ units: 3 }), new RNN({ cell: [new GRUCell({ units: 3 })] })])(
    'a row of $className without a step gives the state that it began with',
    async (layer) => {
      const [state, noneThenSome] = [Float32Array.of(-1, 2, 3, 0.5, 0.25, 0.125), [0, 0, 0, 0, 0, 0, 0, 1, 0, 0]];
      const model = new Net([layer], (input) =>
        all(
          (layer as Layer).apply(
            input,
            input.constant(state, [2, 3]),
            input.constant(Uint8Array.from(noneThenSome), [2, 5]),
          ),
        ),
      );
      model.buildFor([5, 3]);
      const y = await predict(model, x);
      close(y.slice(0, 3), [-1, 2, 3]);
      expect(y.slice(3)).not.toEqual([0.5, 0.25, 0.125]);
    },
  );

  it('go on where a sequence was cut', async () => {
    const lstm = new LSTM({ units: 4, returnState: true });
    const whole = new Net([lstm], (input) => all(lstm.apply(input)));
    const halves = new Net([lstm], (input) => {
      const first = lstm.apply(input.slice([0, 0, 0], [2, 2, 3]));
      return all(lstm.apply(input.slice([0, 2, 0], [2, 3, 3]), first.hidden, first.carry));
    });
    whole.buildFor([5, 3]);
    halves.buildFor([5, 3]);
    await halves.setWeights(await whole.getWeights());
    close(await predict(halves, x), await predict(whole, x));
  });

  it('leave out steps at the end as if there were none', async () => {
    const gru = new GRU({ units: 4 });
    const masked = new Net([gru], (input) =>
      gru.apply(input, input.constant(Uint8Array.of(1, 1, 1, 0, 0, 1, 1, 1, 0, 0), [2, 5])),
    );
    const short = new Net([gru], (input) => gru.apply(input.slice([0, 0, 0], [2, 3, 3])));
    masked.buildFor([5, 3]);
    short.buildFor([5, 3]);
    await short.setWeights(await masked.getWeights());
    close(await predict(masked, x), await predict(short, x));
  });

  const lstm = (): LSTM => new LSTM({ units: 4 });
  /** The layer with states of these sizes. */
  const begun = (...sizes: number[]): void => {
    const layer = lstm();
    const states = (x: Tensor): Tensor[] => sizes.map((size) => x.constant(new Float32Array(2 * size), [2, size]));
    new Net([layer], (input) => (layer as Layer).apply(input, ...states(input)) as Tensor).buildFor([5, 3]);
  };
  it.each<[string, () => unknown, string]>([
    [
      'no steps',
      () => alone(lstm()).buildFor([3]),
      'needs an input [batch, steps, …, features] with one step or more. Received [2, 3].',
    ],
    [
      'four axes',
      () => alone(lstm()).buildFor([5, 3, 2]),
      'LSTM at net/parts/0: needs an input [batch, steps, features].',
    ],
    [
      'one state of two',
      () => begun(4),
      'takes a sequence, the states to begin with (hidden, carry; all or none), and a bool mask.',
    ],
    [
      'a state of another size',
      () => begun(4, 3),
      'LSTM at net/parts/0: the state carry must be f32[2, 4]. Received f32[2, 3].',
    ],
    ['units of 0', () => new GRU({ units: 0 }), 'GRU: units must be a whole number from 1 up. Received 0.'],
    [
      'a misspelt setting',
      () => new LSTM({ units: 1, return_sequences: true } as never),
      'Did you mean returnSequences?',
    ],
    [
      'a rate above 1',
      () => new SimpleRNN({ units: 1, recurrentDropout: 2 }),
      'SimpleRNN: recurrentDropout must be in [0, 1]. Received 2.',
    ],
  ])('are refused: %s', (_, make, message) => {
    expect(make).toThrow(message);
  });

  it('refuse a mask of another length', () => {
    const layer = lstm();
    const model = new Net([layer], (input) => layer.apply(input, input.constant(Uint8Array.of(1, 1), [1, 2])));
    expect(() => model.buildFor([5, 3])).toThrow(
      /LSTM at net\/parts\/0: the mask must be \[.*, 5\]\. Received \[1, 2\]\./,
    );
  });
});

describe('Bidirectional', () => {
  const both = (settings: object): Bidirectional =>
    new Bidirectional({ layer: new GRU({ units: 2, returnSequences: true }), ...settings });

  it('has two layers like the one given, of which the second reads from the end', async () => {
    const layer = new Bidirectional({ layer: new GRU({ units: 2, returnSequences: true }), mergeMode: null });
    const model = new Net([layer], (input) => all(layer.apply(input)));
    model.buildFor([5, 3]);
    const weights = await model.getWeights();
    expect(Object.keys(weights).filter((path) => path.endsWith('/kernel'))).toEqual([
      'net/parts/0/forwardLayer/kernel',
      'net/parts/0/backwardLayer/kernel',
    ]);
    // With the same weights in both, a sequence and its reverse are each other's mirror.
    for (const name of ['kernel', 'recurrentKernel', 'bias'])
      await model.setWeights({
        [`net/parts/0/backwardLayer/${name}`]: weights[`net/parts/0/forwardLayer/${name}`]!,
      });
    const one = waves(1, 5, 3);
    const turned = {
      ...one,
      data: Float32Array.from(one.data, (_, i) => one.data[(4 - Math.floor(i / 3)) * 3 + (i % 3)]!),
    };
    const [here, there] = [await predict(model, one), await predict(model, turned)];
    const mirrored = here.map((_, i) => there[(4 - Math.floor(i / 4)) * 4 + (((i % 4) + 2) % 4)]!);
    close(mirrored, here);
  });

  it('names the states after the direction, and takes those to begin with of both', async () => {
    const layer = new Bidirectional({ layer: new LSTM({ units: 2, returnState: true }), mergeMode: 'sum' });
    const shapes: Record<string, readonly number[]> = {};
    const model = new Net([layer], (input) => {
      const first = layer.apply(input);
      const { forwardHidden, forwardCarry, backwardHidden, backwardCarry } = first;
      const { output } = layer.apply(input, forwardHidden, forwardCarry, backwardHidden, backwardCarry);
      for (const [name, { shape }] of Object.entries(first)) shapes[name] = shape.slice(1);
      return output.sub(first.output);
    });
    const moved = await predict(model, x);
    expect(shapes).toEqual({
      output: [2],
      forwardHidden: [2],
      forwardCarry: [2],
      backwardHidden: [2],
      backwardCarry: [2],
    });
    expect(moved.every((value) => value !== 0)).toBe(true);
  });

  it("keeps what a layer of one's own was given", () => {
    class Mine extends GRU {
      mine = true;
    }
    const { forwardLayer, backwardLayer } = new Bidirectional({ layer: new Mine({ units: 2, name: 'a' }) });
    expect([forwardLayer, backwardLayer].every((each) => each instanceof Mine)).toBe(true);
    expect(backwardLayer.getConfig()).toMatchObject({ units: 2, goBackwards: true, name: 'a' });
  });

  it('is not described by the class that a subclass inside it pretends to be', async () => {
    class Impostor extends GRU {}
    const model = sequential([new Bidirectional({ layer: new Impostor({ units: 2 }) })]);
    model.compile({ optimizer: 'sgd', loss: 'meanSquaredError', seed: 1, backend: interpreter() });
    model.buildFor([2, 3]);
    const files = await modelToFiles(model);
    expect(() => modelFromFiles(files, { backend: interpreter() })).toThrow(/into/);
  });

  it.each<[string, () => unknown, string]>([
    [
      'no recurrent layer',
      () => both({ layer: new Dense({ units: 1 }) }),
      'Bidirectional: layer must be a recurrent layer',
    ],
    [
      'two that go one way',
      () => both({ backwardLayer: new GRU({ units: 2, returnSequences: true }) }),
      'Bidirectional: the layers must go two ways: see goBackwards.',
    ],
    [
      'two that return different things',
      () => both({ backwardLayer: new GRU({ units: 2, goBackwards: true }) }),
      'Bidirectional: the layers must have one returnSequences.',
    ],
    [
      'another way to merge',
      () => both({ mergeMode: 'max' }),
      'mergeMode must be one of concat, sum, mul, ave, or null. Received "max".',
    ],
  ])('refuses %s', (_, make, message) => {
    expect(make).toThrow(message);
  });
});

describe('TimeDistributed', () => {
  it('is the layer at each step, whatever the layer', async () => {
    const image = new TimeDistributed({ layer: new Bidirectional({ layer: new SimpleRNN({ units: 2 }) }) });
    const model = new Net([image], (input) => image.apply(input) as Tensor);
    const each = new Net([image.layer], (input) => image.layer.apply(input) as Tensor);
    const movie = waves(2, 3, 4, 2);
    model.buildFor([3, 4, 2]);
    each.buildFor([4, 2]);
    const weights = Object.entries(await model.getWeights()).map(([path, value]) => [
      path.replace('0/layer', '0'),
      value,
    ]);
    await each.setWeights(Object.fromEntries(weights) as Record<string, TensorData>);
    close(await predict(model, movie), await predict(each, { ...movie, shape: [6, 4, 2] }));
  });

  it('draws for each step, and for a row whatever the rows before it', async () => {
    const layer = new TimeDistributed({ layer: new Dropout({ rate: 0.5 }) });
    const model = new Net([layer], (input) => layer.apply(input));
    model.buildFor([3, 4]);
    const masks = await model.masks(0, { batchSize: 2 });
    expect(Object.keys(masks)).toEqual(['net/parts/0/layer', 'net/parts/0/layer@1', 'net/parts/0/layer@2']);
    const more = await model.masks(0, { batchSize: 4 });
    for (const [path, mask] of Object.entries(masks)) expect([...more[path]!.data.slice(0, 8)]).toEqual([...mask.data]);
  });

  it.each<[string, () => unknown, string]>([
    ['what is no layer', () => new TimeDistributed({ layer: {} as never }), 'TimeDistributed: layer must be a layer'],
    [
      'an input without steps',
      () => alone(new TimeDistributed({ layer: new Dense({ units: 1 }) })).buildFor([3]),
      'TimeDistributed at net/parts/0: needs inputs [batch, steps, …, features] with one number of steps, one or more. Received [2, 3].',
    ],
    [
      'a layer that is not there',
      () => layerFromConfig({ className: 'TimeDistributed', config: { layer: { className: 'Gone', config: {} } } }),
      'there is no such layer',
    ],
  ])('refuses %s', (_, make, message) => {
    expect(make).toThrow(message);
  });
});

describe('noise', () => {
  it.each([
    { layer: new SimpleRNN({ units: 4, dropout: 0.5, recurrentDropout: 0.5 }), gates: 1 },
    { layer: new GRU({ units: 4, dropout: 0.5, recurrentDropout: 0.5 }), gates: 3 },
    { layer: new LSTM({ units: 4, dropout: 0.5, recurrentDropout: 0.5 }), gates: 4 },
    { layer: new RNN({ cell: new LSTMCell({ units: 4, dropout: 0.5, recurrentDropout: 0.5 }) }), gates: 4 },
    { layer: new LSTM({ units: 4, dropout: 0.5 }), gates: 1 },
  ])('is drawn once for a sequence, for each row anew, and not at all in inference: %#', async ({ layer, gates }) => {
    const model = alone(layer as Layer);
    model.buildFor([5, 3]);
    const at = layer instanceof RNN ? 'net/parts/0/cell' : 'net/parts/0';
    const masks = await model.masks(0, { batchSize: 8 });
    const shapes = Object.fromEntries(Object.entries(masks).map(([path, { shape }]) => [path, shape]));
    const recurrent = gates === 1 && !(layer instanceof SimpleRNN) ? {} : { [`${at}/recurrentDropout`]: [8, gates, 4] };
    expect(shapes).toEqual({ [`${at}/dropout`]: [8, gates, 3], ...recurrent });
    const rows = masks[`${at}/dropout`]!.data;
    expect(
      new Set(Array.from({ length: 8 }, (_, i) => String(rows.slice(i * gates * 3, (i + 1) * gates * 3)))).size,
    ).toBeGreaterThan(1);
    expect(await predict(model, x)).toEqual(await predict(model, x));
  });
});

it.each([
  { make: () => new LSTM({ units: 4 }) as Layer },
  { make: () => new GRU({ units: 4, dropout: 0.5, recurrentDropout: 0.5 }) },
  { make: () => new Bidirectional({ layer: new SimpleRNN({ units: 4, returnSequences: true }) }) },
  { make: () => new RNN({ cell: new LSTMCell({ units: 4 }) }) },
])('steps cost as much in a long sequence as in a short one: %#', ({ make }) => {
  const [short, long] = [8, 64].map((steps) => {
    const layers = [new Dense({ units: 4 }), make()];
    const net = sequential(layers, { name: 'net' });
    const trace = new Trace(modulePaths(net, 'net'), { mode: 'train' });
    const y = net.apply(trace.input('x', { dtype: 'f32', shape: [2, steps, 3] }));
    const weights = [...trace.parameters.values()].map(({ value }) => value.ref);
    const outputs = gradients(trace.b, y.sum().ref, weights).map((ref, i) => [`g${i}`, ref]);
    const { nodes } = trace.b.build({ outputs: Object.fromEntries(outputs) });
    return nodes.reduce((sum, { shape }) => sum + sizeOf(shape), 0) / steps;
  });
  expect(long! / short!).toBeLessThan(1.1);
});

describe('an open number of steps', () => {
  const layers: [string, () => Layer][] = [
    ['LSTM', () => new LSTM({ units: 3, returnSequences: true, goBackwards: true }) as Layer],
    ['Bidirectional', () => new Bidirectional({ layer: new GRU({ units: 2, returnSequences: true }) }) as Layer],
    ['TimeDistributed', () => new TimeDistributed({ layer: new Dense({ units: 2 }) }) as Layer],
  ];
  it.each(layers)('gives for each length what a known one gives: %s', async (_, make) => {
    const [open, known] = [alone(make()), alone(make())];
    open.buildFor([null, 3]);
    known.buildFor([5, 3]);
    await open.setWeights(await known.getWeights());
    close(await predict(open, x), await predict(known, x));
    expect((await open.predict(waves(2, 8, 3))).shape.slice(0, 2)).toEqual([2, 8]);
  });

  it('is refused where steps are written one by one, with the place', () => {
    const net = alone(new TimeDistributed({ layer: new Dropout({ rate: 0.5 }) }) as Layer);
    expect(() => net.buildFor([null, 3])).toThrow(
      'steps at net/parts/0: a step that draws noise, adds to the loss or replaces weights needs a known number of steps.',
    );
  });
});
