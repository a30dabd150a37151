/** Networks whose branches, or layers, a coin drops, as users write them: what is left out, and that training comes out the same. */
import { Dense, DropPath, LayerDrop, Model, SGD, type Tensor } from '@bernoulli/api';
import { fillUniform, key, sizeOf, type Backend, type Graph, type Shape } from '@bernoulli/api/ir';
import { describe, expect, it } from 'vitest';
import { planCompaction } from '../src/compact/plan.ts';
import { cpu } from '../src/index.ts';

const [ROWS, TOKENS, WIDTH] = [64, 6, 128];

/** Two branches of two layers beside a shortcut, each dropped for some rows. */
class Residual extends Model {
  readonly begin = new Dense({ units: WIDTH });
  readonly inner = [0, 1].map(() => new Dense({ units: 2 * WIDTH, activation: 'relu' }));
  readonly ends = [0, 1].map(() => new Dense({ units: WIDTH }));
  readonly drops = [0, 1].map(() => new DropPath({ rate: 0.5 }));

  call(x: Tensor): Tensor {
    return this.inner.reduce<Tensor>((h, inner, i) => {
      const branch = this.ends[i]!.apply(inner.apply(h));
      return h.add(this.drops[i]!.apply(branch));
    }, this.begin.apply(x));
  }
}

/** One layer that the batch, or each row, may leave out. */
class Skipping extends Model {
  readonly begin = new Dense({ units: WIDTH });
  readonly middle: LayerDrop<Dense>;

  constructor(rows: 'shared' | 'own') {
    super({ name: 'net' });
    const layer = new Dense({ units: WIDTH, activation: 'tanh' });
    this.middle = new LayerDrop({ rate: 0.5, rows, layer });
  }

  call(x: Tensor): Tensor {
    return this.middle.apply(this.begin.apply(x));
  }
}

function random(seed: number, shape: Shape): { shape: Shape; data: Float32Array } {
  const data = new Float32Array(sizeOf(shape));
  fillUniform(key(seed), data);
  return { shape, data };
}

/** Weights after some steps, and how many products of a step have rows that a coin leaves out. */
async function train(model: Model, row: Shape, backend: Backend) {
  const graphs: Graph[] = [];
  const compile: Backend['compile'] = (graph, options) => {
    graphs.push(graph);
    return backend.compile(graph, options);
  };
  const optimizer = new SGD({ learningRate: 0.05 });
  model.compile({ optimizer, loss: 'meanSquaredError', seed: 3, backend: { ...backend, compile } });
  const [x, y] = [random(1, [ROWS, ...row]), random(2, [ROWS, ...row])];
  for (let step = 0; step < 8; step++) await model.trainOnBatch(x, y);
  const weights = await model.getWeights();
  await model.dispose();
  const leftOut = graphs.map((g) => [...planCompaction(g).values()].filter(({ m }) => m !== null).length);
  return { leftOut: Math.max(...leftOut), weights };
}

describe.each([
  // In each of two branches both layers, and the gradients of what they take.
  ['DropPath', () => new Residual({ name: 'net' }), [WIDTH], 8],
  // There the first layer is seen by the gradient of the second one's weights, which has no mask.
  ['DropPath on sequences', () => new Residual({ name: 'net' }), [TOKENS, WIDTH], 6],
  ['DropPath on images', () => new Residual({ name: 'net' }), [2, 3, WIDTH], 6],
  // The layer, and the gradients of what it takes and of its weights.
  ['LayerDrop', () => new Skipping('shared'), [WIDTH], 3],
  ['LayerDrop on sequences', () => new Skipping('shared'), [TOKENS, WIDTH], 3],
  ['LayerDrop with a coin for each row, on sequences', () => new Skipping('own'), [TOKENS, WIDTH], 2],
] as const)('%s', (_, make, row, count) => {
  it.each([1, 2])('trains as with all computed, on %i threads', async (threads) => {
    const got = await train(make(), row, cpu({ threads, grain: 0 }));
    const want = await train(make(), row, cpu({ threads: 1, compaction: false }));
    for (const [name, { data }] of Object.entries(want.weights)) {
      const largest = Math.max(...Array.from(data, Math.abs));
      const off = Array.from(data, (w, i) => Math.abs(w - got.weights[name]!.data[i]!));
      expect(Math.max(...off), name).toBeLessThanOrEqual(3e-6 * largest);
    }
    expect(got.leftOut).toBe(count);
  });
});
