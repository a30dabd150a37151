/** A model as programs: every input says who fills it, and training in two halves is training. */
import {
  Dense,
  Dropout,
  Layer,
  Model,
  Ones,
  schedules,
  Trace,
  Zeros,
  Adam,
  type Feed,
  type ModelProgram,
  type Tensor,
  type TensorData,
} from '@bernoulli/api';
import { siteKey } from '@bernoulli/api/random';
import { cpu } from '@bernoulli/backend-cpu';
import { describe, expect, it } from 'vitest';
import { everywhere, backendOf, waves, worst } from './laws.ts';

const seed = 5;

/** Scales, and counts the rows that it has seen. */
class Counted extends Layer {
  readonly className = 'Counted';
  getConfig(): Record<string, unknown> {
    return {};
  }
  override build(): void {
    this.addWeight({ name: 'scale', shape: [], initializer: new Ones() });
    this.addWeight({ name: 'rows', shape: [], initializer: new Zeros(), trainable: false });
  }
  call(x: Tensor): Tensor {
    if (Trace.of(x).mode === 'train') this.replaceWeight('rows', x, (now) => now.add(x.shape[0]!));
    return x.mul(this.weight('scale', x));
  }
}

class Net extends Model {
  readonly dense = new Dense({ units: 6, activation: 'tanh' });
  readonly counted = new Counted();
  readonly dropout = new Dropout({ rate: schedules.linear({ from: 0.5, to: 0.2, steps: 10 }) });
  readonly head = new Dense({ units: 1 });
  call(x: Tensor): Tensor {
    return this.head.apply(this.dropout.apply(this.counted.apply(this.dense.apply(x))));
  }
}

const x = waves(8, 4);
const y = x.map((row) => [2 * row[0]! + row[1]!]);

function net(name: string): Net {
  const model = new Net();
  const optimizer = new Adam({ learningRate: schedules.cosine({ from: 0.02, steps: 10 }), clipnorm: 1 });
  model.compile({ optimizer, loss: 'meanSquaredError', seed, backend: backendOf(name) });
  model.buildFor([4]);
  return model;
}

/** Compiles a program and hands it its state; the function runs it on data, at step 0. */
async function runner(
  { graph, feeds, weights }: ModelProgram,
  backend = cpu(),
): Promise<{
  run(data: Readonly<Record<string, readonly number[]>>, rowOffset?: number): Promise<Record<string, TensorData>>;
  state(): Promise<Record<string, TensorData>>;
}> {
  const executable = await backend.compile(graph);
  for (const { name } of graph.state) await executable.writeState(name, weights[name]!);
  const fill = (
    feed: Feed,
    data: Readonly<Record<string, readonly number[]>>,
    rowOffset: number,
  ): readonly number[] => {
    if (feed.from === 'data') return data[feed.name]!;
    if (feed.from === 'key') return siteKey(seed, feed.path, 0).map((word) => word | 0);
    if (feed.from === 'scalar') return [feed.schedule(0)];
    return [rowOffset];
  };
  return {
    run: (data, rowOffset = 0) => {
      const inputs = graph.inputs.map(({ name, node }): [string, TensorData] => {
        const { dtype, shape } = graph.nodes[node]!;
        const values = fill(feeds.get(name)!, data, rowOffset);
        return [name, { dtype, shape, data: dtype === 'i32' ? Int32Array.from(values) : Float32Array.from(values) }];
      });
      return executable.run(Object.fromEntries(inputs));
    },
    state: async () =>
      Object.fromEntries(
        await Promise.all(graph.state.map(async ({ name }) => [name, await executable.readState(name)])),
      ) as Record<string, TensorData>,
  };
}

const rows = (from: number, to: number): Record<string, number[]> => ({
  input: x.slice(from, to).flat(),
  y: y.slice(from, to).flat(),
});

describe('programs', () => {
  const kinds = ['inference', 'sample', 'training', 'gradients', 'apply'] as const;

  it.each(kinds)('%s says who fills each of its inputs', async (kind) => {
    const { graph, feeds, weights } = await net('cpu').program(kind);
    expect([...feeds.keys()].sort()).toEqual(graph.inputs.map(({ name }) => name).sort());
    expect(Object.keys(weights).sort()).toEqual(graph.state.map(({ name }) => name).sort());
    const draws = graph.nodes.some(({ op }) => op === 'uniform');
    expect(draws).toBe(kind === 'sample' || kind === 'training' || kind === 'gradients');
  });

  it('two halves of a batch, averaged and applied, are the step', async () => {
    const model = net('cpu');
    const [whole, half, apply] = await Promise.all([
      model.program('training', { batchSize: 8 }).then((program) => runner(program)),
      model.program('gradients', { batchSize: 4 }).then((program) => runner(program)),
      model.program('apply').then((program) => runner(program)),
    ]);
    const { loss } = await whole.run(rows(0, 8));
    // The second half draws as rows 4 to 7 of the batch.
    const [a, b] = [await half.run(rows(0, 4)), await half.run(rows(4, 8), 4)];
    expect((a['loss']!.data[0]! + b['loss']!.data[0]!) / 2).toBeCloseTo(loss!.data[0]!, 6);
    const given = Object.entries(a).filter(([name]) => /^(gradient|next):/.test(name));
    expect(given.filter(([name]) => name.startsWith('next:')).map(([name]) => name)).toEqual(['next:net/counted/rows']);
    await apply.run(
      Object.fromEntries(given.map(([name, { data }]) => [name, [...data].map((v, i) => (v + b[name]!.data[i]!) / 2)])),
    );
    const [wanted, got] = [await whole.state(), await apply.state()];
    for (const [name, value] of Object.entries(wanted))
      if (name !== 'net/counted/rows') expect(worst(got[name]!, value), name).toBeLessThan(1e-6);
    expect([wanted['net/counted/rows']!.data[0], got['net/counted/rows']!.data[0]]).toEqual([8, 4]);
  });
});

describe.each(everywhere)('on %s', (name) => {
  it('the training program is what the model runs', async () => {
    const model = net(name);
    const step = await runner(await model.program('training', { batchSize: 8 }), backendOf(name));
    const outputs = await step.run(rows(0, 8));
    const { loss } = await model.trainOnBatch(x, y);
    expect(outputs['finite']!.data[0]).toBe(1);
    expect(outputs['loss']!.data[0]).toBeCloseTo(loss!, 6);
    const state = await step.state();
    for (const [path, value] of Object.entries(await model.getWeights()))
      expect(worst(state[path]!, value), path).toBeLessThan(1e-6);
    await model.dispose();
  });
});
