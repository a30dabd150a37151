/** Cells on top of each other: what Keras's figures of them leave open. */
import {
  Bidirectional,
  Dense,
  GRUCell,
  LSTMCell,
  modelFromFiles,
  modelToFiles,
  RecurrentCell,
  RNN,
  sequential,
  SimpleRNNCell,
  StackedRNNCells,
  type Layer,
  type Sequential,
  type Tensor,
} from '@bernoulli/api';
import { sizeOf } from '@bernoulli/api/ir';
import { interpreter } from '@bernoulli/api/ir/interpret';
import { describe, expect, it } from 'vitest';

const waves = (...shape: number[]) => ({
  dtype: 'f32' as const,
  shape,
  data: Float32Array.from({ length: sizeOf(shape) }, (_, i) => Math.sin(3 * i + 1)),
});

function net(...layers: Layer[]): Sequential {
  return built(layers, 4);
}

function built(layers: readonly Layer[], steps: number): Sequential {
  const model = sequential([...layers], { name: 'net' });
  model.compile({ optimizer: 'sgd', loss: 'meanSquaredError', seed: 1, backend: interpreter() });
  model.buildFor([steps, 3]);
  return model;
}

const noisy = () => [
  new LSTMCell({ units: 3, dropout: 0.5, recurrentDropout: 0.5 }),
  new SimpleRNNCell({ units: 2 }),
  new GRUCell({ units: 2, dropout: 0.5 }),
];

describe('cells on top of each other', () => {
  it('are layers on top of each other, in one loop', async () => {
    const one = net(new RNN({ cell: [new LSTMCell({ units: 3 }), new GRUCell({ units: 2 })], name: 'rnn' }));
    const two = net(
      new RNN({ cell: new LSTMCell({ units: 3 }), returnSequences: true, name: 'a' }),
      new RNN({ cell: new GRUCell({ units: 2 }), name: 'b' }),
    );
    const weights = Object.entries(await one.getWeights());
    const places = weights.map(([path, value]) => [
      path.replace('rnn/cell/cells/0', 'a/cell').replace('rnn/cell/cells/1', 'b/cell'),
      value,
    ]);
    await two.setWeights(Object.fromEntries(places));
    expect([...(await one.predict(waves(2, 4, 3))).data]).toEqual([...(await two.predict(waves(2, 4, 3))).data]);
    const loops = async (model: Sequential): Promise<number> =>
      (await model.inferenceGraph()).graph.nodes.filter(({ op }) => op === 'scan').length;
    expect([await loops(one), await loops(two)]).toEqual([1, 2]);
  });

  it('draw once for all steps, each by the size of what it reads', async () => {
    const model = net(new RNN({ cell: noisy() }), new Dense({ units: 1 }));
    const { graph } = await model.program('training', { batchSize: 2 });
    const drawn = graph.nodes.filter(({ op }) => op === 'uniform').map(({ shape }) => sizeOf(shape) / 2);
    // For four gates of the first cell its input and its state, for all gates of the third the output of the second.
    expect(drawn.sort((a, b) => a - b)).toEqual([2, 12, 12]);
    const loss = await model.trainOnBatch(waves(2, 4, 3), waves(2, 1));
    expect(Number.isFinite(loss['loss'])).toBe(true);
  });

  it('carry states by the number of their cell, and go both ways', async () => {
    const rnn = new RNN({
      cell: [new LSTMCell({ units: 3 }), new GRUCell({ units: 2 })],
      returnState: true,
      stateful: true,
    });
    expect(rnn.stateShapes).toEqual({ hidden0: [3], carry0: [3], hidden1: [2] });
    const cut = net(new RNN({ cell: [new LSTMCell({ units: 3 }), new GRUCell({ units: 2 })], stateful: true }));
    const x = waves(2, 8, 3);
    const part = (from: number) => ({
      ...waves(2, 4, 3),
      data: Float32Array.from({ length: 24 }, (_, i) => x.data[Math.floor(i / 12) * 24 + from * 3 + (i % 12)]!),
    });
    const whole = built([new RNN({ cell: [new LSTMCell({ units: 3 }), new GRUCell({ units: 2 })] })], 8);
    await cut.predict(part(0));
    const [got, want] = [await cut.predict(part(4)), await whole.predict(x)];
    got.data.forEach((each, i) => expect(each).toBeCloseTo(want.data[i]!, 6));
    const both = net(
      new Bidirectional({ layer: new RNN({ cell: [new GRUCell({ units: 2 }), new GRUCell({ units: 3 })] }) }),
    );
    expect((await both.predict(waves(2, 4, 3))).shape).toEqual([2, 6]);
  });

  it('come back from a file', async () => {
    const model = net(new RNN({ cell: noisy() }));
    const again = modelFromFiles(await modelToFiles(model), { backend: interpreter() });
    expect((await again.predict(waves(2, 4, 3))).data).toEqual((await model.predict(waves(2, 4, 3))).data);
  });

  it('are refused where they are none, and where names of states meet', () => {
    class Own extends RecurrentCell {
      readonly className = 'Own';
      readonly stateSizes: Record<string, number>;
      constructor(state: string) {
        super();
        this.stateSizes = { [state]: 1 };
      }
      getConfig() {
        return {};
      }
      call(_x: Tensor, before: Tensor) {
        return { output: before };
      }
    }
    expect(() => new RNN({ cell: [] })).toThrow('StackedRNNCells: cells must be a list of one recurrent cell or more');
    expect(() => new StackedRNNCells({ cells: [new Dense({ units: 1 })] as never })).toThrow(/must be a list of one/);
    // The first cell's s1 and the eleventh's s would both be s10.
    const cells = ['s1', 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 's'].map((state) => new Own(state));
    expect(() => new StackedRNNCells({ cells })).toThrow(/must have names of their own.*s10/);
    expect(() => new StackedRNNCells({ cells: cells.slice(0, 10) })).not.toThrow();
  });
});
