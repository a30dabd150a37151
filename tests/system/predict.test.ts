/** How rows are run when nobody trains: how many at a time, and what is made ready again. */
import { Dense, Dropout, Model, sequential, type Backend, type Sequential, type Tensor } from '@bernoulli/api';
import { cpu } from '@bernoulli/backend-cpu';
import { describe, expect, it } from 'vitest';
import { backends } from './backends.ts';

/** A backend, and the number of rows of every graph that it compiled. */
function counting(inner: Backend): { backend: Backend; compiledRows: number[] } {
  const compiledRows: number[] = [];
  const backend: Backend = {
    ...inner,
    async compile(graph, options) {
      const input = graph.inputs.find(({ name }) => name === 'input')!;
      compiledRows.push(graph.nodes[input.node]!.shape[0]!);
      return inner.compile(graph, options);
    },
  };
  return { backend, compiledRows };
}

/** The same network with hidden layers of so many units. */
function net(units: number): Sequential {
  return sequential([new Dense({ units }), new Dropout({ rate: 0.5 }), new Dense({ units: 2 })]);
}

const zeros = (rows: number, width: number) => ({ data: new Float32Array(rows * width), shape: [rows, width] });

describe('calls of mixed sizes', () => {
  it.each(Object.keys(backends))('trace and compile each size once, on %s', async (name) => {
    let traces = 0;
    class Net extends Model {
      readonly hidden = new Dense({ units: 8, activation: 'relu' });
      readonly dropout = new Dropout({ rate: 0.5 });
      readonly out = new Dense({ units: 3, activation: 'softmax' });
      call(x: Tensor): Tensor {
        traces++;
        return this.out.apply(this.dropout.apply(this.hidden.apply(x)));
      }
    }
    const { backend, compiledRows } = counting(backends[name]!());
    const model = new Net();
    model.compile({ optimizer: 'sgd', loss: 'sparseCategoricalCrossentropy', seed: 1, backend });
    const y = Array.from({ length: 40 }, (_, i) => i % 3);
    const round = async () => {
      for (const rows of [1, 3, 40, 17, 1, 33]) await model.predict(zeros(rows, 4));
      await model.evaluate(zeros(40, 4), y);
      await model.sample(zeros(5, 4), { samples: 3 });
      await model.trainOnBatch(zeros(40, 4), y);
    };
    await round();
    const before = { traces, compiled: compiledRows.length };
    expect(compiledRows.slice(0, 4)).toEqual([1, 4, 64, 32]);
    for (let i = 0; i < 3; i++) await round();
    expect({ traces, compiled: compiledRows.length }).toEqual(before);
    await model.dispose();
  });
});

describe('rows per run', () => {
  it.each([
    // 784 inputs, and 64 and 2 values that each occur as a product and as a sum: 916 values or 3,664 bytes a row.
    [784, 64, 8192],
    // 40,000 + 2·100 + 2·2 values are 160,816 bytes; 32 MiB hold 208 rows.
    [40_000, 100, 128],
  ])('are as many as 32 MiB hold, a power of two: %i inputs, %i units', async (width, units, rows) => {
    const { backend, compiledRows } = counting(cpu());
    const model = net(units);
    model.compile({ seed: 1, backend });
    await model.predict(zeros(rows + 1, width));
    expect(compiledRows).toEqual([rows, 1]);
    await model.dispose();
  });

  it('are fewer where each row is sampled many times', async () => {
    const { backend, compiledRows } = counting(cpu());
    const model = net(64);
    model.compile({ seed: 1, backend });
    await model.sample(zeros(40, 784), { samples: 1000 });
    // 916 values, and those that dropout draws and works out: more than 4,195 bytes for each of 1,000 samples of a row.
    expect(compiledRows).toEqual([4]);
    await model.dispose();
  });
});
