/** Recurrent layers as ONNX's own operators: the same numbers, and `Scan` for what the operators cannot say. */
import {
  Bidirectional,
  Dense,
  Dropout,
  GRU,
  LSTM,
  Masking,
  Model,
  RNN,
  sequential,
  SimpleRNN,
  SimpleRNNCell,
  StackedRNNCells,
  LSTMCell,
  GRUCell,
  type Layer,
  type Tensor,
  type TensorValue,
} from '@bernoulli/api';
import { cpu } from '@bernoulli/backend-cpu';
import { exportOnnx, importOnnx, type ExportOptions } from '@bernoulli/backend-onnx';
import { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { decodeModel } from '../src/proto/decode.ts';

type Numbers = Pick<TensorValue, 'shape' | 'data'>;

const FEATURES = 3;
const operators: ExportOptions = { recurrent: 'operators' };

/** Compiled, and with weights that are far from zero, biases too. */
async function ready(net: Model, steps: number | null): Promise<Model> {
  net.compile({ seed: 1, backend: cpu({ threads: 1 }) });
  net.buildFor([steps, FEATURES]);
  const weights = (await net.getWeights({ as: 'list' })).map(({ data, ...rest }, k) => ({
    ...rest,
    data: Float32Array.from(data, (value, i) => value + 0.4 * Math.sin(k * 5 + i)),
  }));
  await net.setWeights(weights);
  return net;
}

const data = (batch: number, steps: number) => ({
  shape: [batch, steps, FEATURES],
  data: Float32Array.from({ length: batch * steps * FEATURES }, (_, i) => 1.5 * Math.sin(i * 0.7 + steps)),
});

const nodesOf = (bytes: Uint8Array): string[] => decodeModel(bytes).graph.nodes.map(({ opType }) => opType);
const recurrentOf = (bytes: Uint8Array): string[] =>
  nodesOf(bytes).filter((op) => ['Scan', 'LSTM', 'GRU', 'RNN'].includes(op));

function expectClose(actual: readonly Numbers[], expected: readonly Numbers[]): void {
  expect(actual.map(({ shape }) => [...shape])).toEqual(expected.map(({ shape }) => [...shape]));
  actual.forEach((each, k) =>
    each.data.forEach((value, i) => expect(Math.abs(value - expected[k]!.data[i]!)).toBeLessThanOrEqual(1e-5)),
  );
}

const predicted = async (net: Model, x: ReturnType<typeof data>): Promise<TensorValue[]> => {
  const made = (await net.predict(x)) as TensorValue | Record<string, TensorValue>;
  return 'data' in made ? [made as TensorValue] : Object.values(made);
};

type Feeds = InferenceSession.FeedsType;

async function ranByOrt(bytes: Uint8Array, x: ReturnType<typeof data>, more: Feeds = {}): Promise<Numbers[]> {
  const session = await InferenceSession.create(bytes);
  const out = await session.run({ input: new OrtTensor('float32', x.data, x.shape), ...more });
  await session.release();
  return session.outputNames.map((name) => {
    const { data: values, dims } = out[name]!;
    return { shape: [...dims], data: values as Float32Array };
  });
}

/** All that a layer returns, with states that follow from the sequence to begin with. */
class Started extends Model {
  readonly first: LSTM<true>;
  readonly second = new GRU({ units: 4, returnState: true, returnSequences: true });

  constructor(backwards: boolean) {
    super({ name: 'started' });
    this.first = new LSTM({ units: 4, returnState: true, returnSequences: true, goBackwards: backwards });
  }

  call(x: Tensor) {
    const { output, hidden, carry } = this.first.apply(x);
    const next = this.second.apply(output, carry);
    return { output, hidden, carry, sequence: next.output, last: next.hidden };
  }
}

const units = 4;
const of = (...layers: Layer[]): Model => sequential([...layers, new Dense({ units: 2 })], { name: 'net' });
const nets: Record<string, readonly [() => Model, readonly string[]]> = {
  'the last of an LSTM': [() => of(new LSTM({ units })), ['LSTM']],
  'an LSTM of one unit': [() => of(new LSTM({ units: 1 })), ['LSTM']],
  'all of an LSTM': [() => of(new LSTM({ units, returnSequences: true })), ['LSTM']],
  'an LSTM without bias': [() => of(new LSTM({ units, useBias: false })), ['LSTM']],
  'the last of an LSTM backwards': [() => of(new LSTM({ units, goBackwards: true })), ['LSTM']],
  'all of an LSTM backwards': [() => of(new LSTM({ units, goBackwards: true, returnSequences: true })), ['LSTM']],
  'LSTM both ways': [
    () => of(new Bidirectional({ layer: new LSTM({ units, returnSequences: true }) })),
    ['LSTM', 'LSTM'],
  ],
  'the last of an LSTM both ways': [() => of(new Bidirectional({ layer: new LSTM({ units }) })), ['LSTM', 'LSTM']],
  'an LSTM that drops in training': [() => of(new LSTM({ units, dropout: 0.5, recurrentDropout: 0.5 })), ['LSTM']],
  'the last of a GRU': [() => of(new GRU({ units })), ['GRU']],
  'all of a GRU': [() => of(new GRU({ units, returnSequences: true })), ['GRU']],
  'a GRU without bias': [() => of(new GRU({ units, useBias: false })), ['GRU']],
  'a GRU backwards': [() => of(new GRU({ units, goBackwards: true, returnSequences: true })), ['GRU']],
  'a GRU that resets before': [() => of(new GRU({ units, resetAfter: false })), ['GRU']],
  'all of a GRU that resets before': [
    () => of(new GRU({ units, resetAfter: false, returnSequences: true, goBackwards: true })),
    ['GRU'],
  ],
  'a GRU that resets before, without bias': [() => of(new GRU({ units, resetAfter: false, useBias: false })), ['GRU']],
  'GRU both ways': [() => of(new Bidirectional({ layer: new GRU({ units, returnSequences: true }) })), ['GRU', 'GRU']],
  'two layers': [() => of(new LSTM({ units, returnSequences: true }), new GRU({ units: 3 })), ['LSTM', 'GRU']],
  'the last of a simple network': [() => of(new SimpleRNN({ units })), ['RNN']],
  'all of a simple network backwards': [
    () => of(new SimpleRNN({ units, useBias: false, returnSequences: true, goBackwards: true })),
    ['RNN'],
  ],
  'a cell of an LSTM': [() => of(new RNN({ cell: new LSTMCell({ units, dropout: 0.5 }) })), ['LSTM']],
  'a cell of a GRU': [() => of(new RNN({ cell: new GRUCell({ units }), returnSequences: true })), ['GRU']],
  'a cell of a simple network': [() => of(new RNN({ cell: new SimpleRNNCell({ units }), goBackwards: true })), ['RNN']],
  'states in and out': [() => new Started(false), ['LSTM', 'GRU']],
  'states in and out, backwards': [() => new Started(true), ['LSTM', 'GRU']],
};

const noise: Feeds = {
  seed: new OrtTensor('int64', BigInt64Array.of(3n), []),
  step: new OrtTensor('int64', BigInt64Array.of(2n), []),
  rowOffset: new OrtTensor('int32', Int32Array.of(0), []),
};

describe('recurrent layers as operators', () => {
  it.each(Object.keys(nets))('%s', async (name) => {
    const [make, wanted] = nets[name]!;
    const net = await ready(make(), 5);
    const bytes = await exportOnnx(net, operators);
    expect(recurrentOf(bytes)).toEqual(wanted);
    expect(recurrentOf(await exportOnnx(net))).toEqual(wanted.map(() => 'Scan'));
    for (const batch of [1, 3]) {
      const x = data(batch, 5);
      expectClose(await ranByOrt(bytes, x), await predicted(net, x));
    }
    const again = await importOnnx(bytes);
    again.compile({ seed: 2, backend: cpu({ threads: 1 }) });
    expectClose(await predicted(again, data(3, 5)), await predicted(net, data(3, 5)));
    await again.dispose();
    await net.dispose();
  });

  it.each(Object.keys(nets))('%s, of any number of steps', async (name) => {
    const [make, wanted] = nets[name]!;
    const net = await ready(make(), null);
    const bytes = await exportOnnx(net, operators);
    expect(recurrentOf(bytes)).toEqual(wanted);
    for (const steps of [1, 2, 7]) {
      const x = data(2, steps);
      const exact = await predicted(net, x);
      expectClose(await ranByOrt(bytes, x), exact);
      const again = await importOnnx(bytes);
      again.compile({ seed: 2, backend: cpu({ threads: 1 }) });
      expectClose(await predicted(again, x), exact);
      await again.dispose();
    }
    await net.dispose();
  });

  it('are written into files of every opset, and into small and folded ones', async () => {
    const net = await ready(of(new LSTM({ units, returnSequences: true }), new GRU({ units: 3 })), 5);
    const x = data(3, 5);
    const exact = await predicted(net, x);
    for (const more of [{ opset: 21 }, { fold: true }, { functions: false }] satisfies ExportOptions[]) {
      const bytes = await exportOnnx(net, { ...operators, ...more });
      expect(recurrentOf(bytes)).toEqual(['LSTM', 'GRU']);
      expectClose(await ranByOrt(bytes, x), exact);
    }
    for (const weights of ['f16', 'int8'] as const) {
      const [scan, own] = [await exportOnnx(net, { weights }), await exportOnnx(net, { ...operators, weights })];
      expect(recurrentOf(own)).toEqual(['LSTM', 'GRU']);
      const [[a], [b]] = [await ranByOrt(scan, x), await ranByOrt(own, x)];
      a!.data.forEach((value, i) =>
        expect(Math.abs(value - b!.data[i]!)).toBeLessThan(weights === 'f16' ? 1e-5 : 0.05),
      );
    }
    await net.dispose();
  });

  it('are written into files that draw, but for layers that drop their states', async () => {
    const layers = [
      new GRU({ units, returnSequences: true }),
      new Dropout({ rate: 0.5 }),
      new LSTM({ units, returnSequences: true, dropout: 0.5 }),
      new GRU({ units, recurrentDropout: 0.5 }),
    ];
    const net = await ready(of(...layers), 5);
    const own = await exportOnnx(net, { ...operators, mode: 'stochastic' });
    expect(recurrentOf(own)).toEqual(['GRU', 'LSTM', 'Scan']);
    const scan = await exportOnnx(net, { mode: 'stochastic' });
    expectClose(await ranByOrt(own, data(3, 5), noise), await ranByOrt(scan, data(3, 5), noise));
    await net.dispose();
  });
});

/** Reads the steps that are not all zeros. */
class Masked extends Model {
  readonly masking = new Masking();
  readonly lstm = new LSTM({ units });

  call(x: Tensor): Tensor {
    return this.lstm.apply(x, this.masking.computeMask(x));
  }
}

const others: Record<string, () => Model> = {
  'another activation': () => of(new LSTM({ units, activation: 'relu' })),
  'another activation of the gates': () => of(new GRU({ units, recurrentActivation: 'hardSigmoid' })),
  'a mask': () => new Masked({ name: 'net' }),
  'cells one on the other': () =>
    of(new RNN({ cell: new StackedRNNCells({ cells: [new LSTMCell({ units }), new GRUCell({ units })] }) })),
};

it.each(Object.keys(others))('%s stays a Scan', async (name) => {
  const net = await ready(others[name]!(), 5);
  const bytes = await exportOnnx(net, operators);
  expect(recurrentOf(bytes)).toEqual(['Scan']);
  expect(bytes).toEqual(await exportOnnx(net));
  await net.dispose();
});

it('is refused where a file trains', async () => {
  const net = await ready(of(new LSTM({ units })), 5);
  await expect(exportOnnx(net, { ...operators, mode: 'state' })).rejects.toMatchObject({ code: 'CONFIG' });
  await expect(exportOnnx(net, { recurrent: 'loops' } as never)).rejects.toMatchObject({ code: 'CONFIG' });
  await net.dispose();
});
