/** Weights as a list, in Keras's order: read, written, and refused as a whole. */
import {
  Dense,
  Layer,
  Model,
  Module,
  sequential,
  type PlainConfig,
  type Tensor,
  type TensorValue,
} from '@bernoulli/api';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { compiled, rounded } from './nets.ts';

/** Weights as Keras's layer of this name has them, declared in another order. */
class BatchNormalization extends Layer {
  readonly className = 'BatchNormalization';
  getConfig(): PlainConfig {
    return {};
  }
  override build(input: readonly number[]): void {
    const shape = [input.at(-1)!];
    this.addWeight({ name: 'movingMean', shape, initializer: 'zeros', trainable: false });
    this.addWeight({ name: 'gamma', shape, initializer: 'ones' });
    this.addWeight({ name: 'beta', shape, initializer: 'zeros' });
    this.addWeight({ name: 'movingVariance', shape, initializer: 'ones', trainable: false });
  }
  call(x: Tensor): Tensor {
    const [beta, mean, variance, gamma] = ['beta', 'movingMean', 'movingVariance', 'gamma'].map((name) =>
      this.weight(name, x),
    );
    return x.sub(mean!).mul(gamma!).div(variance!.add(1e-3).sqrt()).add(beta!);
  }
}

class Block extends Module {
  readonly className = 'Block';
  dense = new Dense({ units: 3 });
  norm = new BatchNormalization();
  call(x: Tensor): Tensor {
    return this.norm.apply(this.dense.apply(x));
  }
}

/** Used from the last property to the first, with a layer of its own held twice, and one that is never used. */
class Net extends Model {
  out = new Dense({ units: 1, useBias: false });
  blocks = [new Block(), new Block()];
  again = this.blocks[0]!;
  unused = new Dense({ units: 9 });
  constructor() {
    super({ name: 'net' });
  }
  call(x: Tensor): Tensor {
    return this.out.apply(this.again.apply(this.blocks[1]!.apply(x)));
  }
}

const inOrder = [
  'out/kernel',
  ...[0, 1].flatMap((i) =>
    ['dense/kernel', 'dense/bias', 'norm/gamma', 'norm/beta', 'norm/movingMean', 'norm/movingVariance'].map(
      (weight) => `blocks/${i}/${weight}`,
    ),
  ),
].map((path) => `net/${path}`);

function fresh(): Net {
  const model = compiled(new Net(), { loss: 'meanSquaredError', metrics: [], backend: rounded() });
  model.buildFor([3]);
  return model;
}

/** Values that tell every weight from every other. */
async function marked(model: Model): Promise<Record<string, number[]>> {
  const byPath = Object.entries(await model.getWeights());
  return Object.fromEntries(byPath.map(([path, { data }], i) => [path, Array.from(data, (_, j) => i + j / 64)]));
}

it('the list has the weights of each module together: what is trained, what is not, then its modules', async () => {
  const model = fresh();
  const byPath = await marked(model);
  const shapes = await model.getWeights();
  await model.setWeights(
    Object.fromEntries(Object.entries(byPath).map(([path, data]) => [path, { data, shape: shapes[path]!.shape }])),
  );
  const list = await model.getWeights({ as: 'list' });
  expectTypeOf(list).toEqualTypeOf<TensorValue[]>();
  expect(Object.keys(byPath)).toHaveLength(inOrder.length);
  expect(list.map(({ data }) => Array.from(data))).toEqual(inOrder.map((path) => byPath[path]));
  expect(list).toEqual(inOrder.map((path) => expect.objectContaining({ shape: shapes[path]!.shape })));
  expect(await model.getWeights({ as: 'record' })).toEqual(await model.getWeights());
});

it('a frozen layer keeps its place', async () => {
  const model = fresh();
  const before = await model.getWeights({ as: 'list' });
  const frozen = new Net();
  frozen.blocks[0]!.trainable = false;
  compiled(frozen, { loss: 'meanSquaredError', metrics: [] }).buildFor([3]);
  expect(await frozen.getWeights({ as: 'list' })).toEqual(before);
});

it('what one model gives another of the same layers takes, nested arrays and copies too', async () => {
  const [x, y] = [[[1, 2, 3], [0, 1, 0]], [1, 2]]; // prettier-ignore
  const [model, other] = [fresh(), fresh()];
  await model.fit(x, y, { epochs: 2, verbose: 0 });
  const list = await model.getWeights({ as: 'list' });
  await other.setWeights(list.map((value) => value.toArray()));
  expect(await other.getWeights()).toEqual(await model.getWeights());
  list[0]!.data.fill(0);
  expect(await other.predict(x)).toEqual(await model.predict(x));
});

describe('refused, with nothing set', () => {
  const list = (): unknown[] => [
    [[1], [2], [3]],
    ...[0, 1].flatMap(() => [[[1, 2, 3], [4, 5, 6], [7, 8, 9]], ...Array<number[]>(5).fill([7, 8, 9])]),
  ]; // prettier-ignore
  const cases: [string, (given: unknown[]) => unknown[], string, string][] = [
    ['a wrong shape', (given) => given.with(3, [1, 2]), 'SHAPE', 'setWeights at net/blocks/0/norm/gamma: weights[3] must be [3]. Received [2].'],
    ['the last one wrong', (given) => given.with(12, [[1, 2, 3]]), 'SHAPE', 'setWeights at net/blocks/1/norm/movingVariance: weights[12] must be [3]. Received [1, 3].'],
    ['too few', (given) => given.slice(1), 'SHAPE', 'setWeights at net: the list must hold 13 arrays, one for each weight. Received 12. In order, the weights are net/out/kernel, net/blocks/0/dense/kernel'],
    ['too many', (given) => [...given, [1]], 'SHAPE', 'Received 14.'],
    ['none', () => [], 'SHAPE', 'Received 0.'],
    ['ragged', (given) => given.with(1, [[1, 2, 3], [4, 5], [7, 8, 9]]), 'SHAPE', 'setWeights at net/blocks/0/dense/kernel: weights[1] is ragged: weights[1][1] must have 3 elements'],
    ['a word', (given) => given.with(2, [1, 'two', 3]), 'DATA', 'setWeights at net/blocks/0/dense/bias: weights[2][1] must be a number. Received the text "two".'],
    ['a hole', (given) => given.with(0, undefined), 'DATA', 'setWeights at net/out/kernel: weights[0] must be an array of numbers'],
  ]; // prettier-ignore
  it.each(cases)('%s', async (_, change, code, message) => {
    const model = fresh();
    const before = await model.getWeights();
    const error = expect.objectContaining({ code, message: expect.stringContaining(message) });
    await expect(model.setWeights(change(list()) as never)).rejects.toEqual(error);
    expect(await model.getWeights()).toEqual(before);
    await model.setWeights(list() as never);
    expect((await model.getWeights())['net/blocks/1/norm/beta']!.toArray()).toEqual([7, 8, 9]);
  });

  it('another way to give them, and a model without weights yet', async () => {
    await expect(fresh().getWeights({ as: 'lists' } as never)).rejects.toThrow('as must be one of record, list');
    const model = compiled(sequential([new Dense({ units: 1 })]));
    await expect(model.getWeights({ as: 'list' })).rejects.toMatchObject({ code: 'STATE' });
    await expect(model.setWeights([])).rejects.toMatchObject({ code: 'STATE' });
  });
});
