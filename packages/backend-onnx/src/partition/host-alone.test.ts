import { Dense, Dropout, sequential } from '@bernoulli/api';
import { GraphBuilder, type Backend, type Graph } from '@bernoulli/api/ir';
import { expect, it } from 'vitest';
import { expectedShares } from './expected-shares.ts';
import { isFasterAlone } from './host-alone.ts';

interface Net {
  readonly sizes: readonly number[];
  readonly batchSize: number;
  readonly rate?: number;
  readonly activation?: 'relu' | 'tanh';
}

/** The graph that a training step compiles. */
async function step({ sizes, batchSize, rate = 0.5, activation = 'relu' }: Net): Promise<Graph> {
  const graphs: Graph[] = [];
  const backend: Backend = {
    name: 'listening',
    irVersion: 1,
    compile(graph) {
      graphs.push(graph);
      return Promise.reject(new Error('heard'));
    },
  };
  const model = sequential([
    ...sizes.slice(1, -1).flatMap((units) => [new Dense({ units, activation }), new Dropout({ rate })]),
    new Dense({ units: sizes.at(-1)!, activation: 'softmax' }),
  ]);
  model.compile({ optimizer: 'adam', loss: 'sparseCategoricalCrossentropy', seed: 1, backend });
  const x = { data: new Float32Array(batchSize * sizes[0]!), shape: [batchSize, sizes[0]!] };
  await expect(model.fit(x, new Int32Array(batchSize), { batchSize, epochs: 1, verbose: 0 })).rejects.toThrow('heard');
  return graphs[0]!;
}

const wide: Net = { sizes: [784, 1024, 1024, 10], batchSize: 128 };
const two = { session: 2, host: 2 };

it.each<[string, Net, boolean]>([
  ['784-64-10', { sizes: [784, 64, 10], batchSize: 32 }, true],
  ['784-1024-1024-10', wide, true],
  ['784-2048-2048-10', { ...wide, sizes: [784, 2048, 2048, 10] }, true],
  ['784-256×12-10', { sizes: [784, ...Array<number>(12).fill(256), 10], batchSize: 64 }, true],
  ['dropout at 0.1', { ...wide, rate: 0.1 }, false],
  ['ReLU alone', { ...wide, rate: 0 }, false],
  ['half of tanh', { ...wide, activation: 'tanh' }, false],
  ['a network of a few numbers', { sizes: [8, 16, 4], batchSize: 8 }, false],
])('two threads: %s', async (_, net, alone) => {
  expect(isFasterAlone(await step(net), two)).toBe(alone);
});

it('one thread of a host does not beat several of a session', async () => {
  expect(isFasterAlone(await step(wide), { session: 2, host: 1 })).toBe(false);
});

it('what learns nothing, and what convolves or repeats, is not looked at', () => {
  const graph = (write: (b: GraphBuilder) => { next: boolean }): Graph => {
    const b = new GraphBuilder();
    const { next } = write(b);
    const [x, w] = [b.input('x', 'f32', [128, 1024]), b.input('w', 'f32', [1024, 1024])];
    const hidden = b.select(b.less(b.uniform(b.input('key', 'i32', [2]), [128, 1024]), 0.01), x, 0);
    const gradient = b.matMul(hidden, b.matMul(hidden, w), { transposeA: true });
    const state = [{ name: 'w', node: w, next: next ? b.add(w, gradient) : null }];
    return b.build({ outputs: { gradient }, state });
  };
  expect(
    isFasterAlone(
      graph(() => ({ next: true })),
      two,
    ),
  ).toBe(true);
  expect(
    isFasterAlone(
      graph(() => ({ next: false })),
      two,
    ),
  ).toBe(false);
  const convolving = graph((b) => {
    b.conv(b.input('image', 'f32', [1, 4, 1]), b.input('kernel', 'f32', [2, 1, 1]), {
      strides: [1],
      dilations: [1],
      before: [0],
      after: [0],
      groups: 1,
    });
    return { next: true };
  });
  expect(isFasterAlone(convolving, two)).toBe(false);
});

it('shares multiply through masks, and are lost in sums', () => {
  const b = new GraphBuilder();
  const x = b.input('x', 'f32', [4, 4]);
  const drawn = b.uniform(b.input('key', 'i32', [2]), [4, 4]);
  const relu = b.maximum(x, 0);
  const shares = {
    x: [x, 1],
    relu: [relu, 0.5],
    kept: [b.select(b.less(drawn, 0.2), b.mul(relu, 5), 0), 0.1],
    others: [b.select(b.greaterEqual(drawn, 0.2), x, 0), 0.8],
    not: [b.select(b.not(b.less(drawn, 0.2)), x, 0), 0.8],
    both: [b.select(b.and(b.less(drawn, 0.2), b.greater(x, 0)), x, 0), 0.1],
    turned: [b.transpose(b.reshape(relu, [2, 8]), [1, 0]), 0.5],
    factor: [b.mul(x, b.cast(b.less(drawn, 0.2), 'f32')), 0.2],
    elsewhere: [b.select(b.less(drawn, 0.2), x, 1), 1],
    unknown: [b.select(b.less(drawn, b.input('rate', 'f32', [])), x, 0), 1],
    sum: [b.add(relu, 1), 1],
    product: [b.matMul(relu, x), 1],
  } as const;
  const outputs = Object.fromEntries(Object.entries(shares).map(([name, [node]]) => [name, node]));
  const graph = b.build({ outputs });
  const found = expectedShares(graph);
  for (const { name, node } of graph.outputs)
    expect(found[node], name).toBeCloseTo(shares[name as keyof typeof shares][1], 6);
});
