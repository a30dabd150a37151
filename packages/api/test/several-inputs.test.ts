/** Several inputs come as a list or by name, each as any array, and every verb makes the same of them. */
import {
  Concatenate,
  Dense,
  Dropout,
  Model,
  type ArrayInput,
  type BatchSource,
  type Inputs,
  type Tensor,
} from '@bernoulli/api';
import { describe, expect, it } from 'vitest';
import { compiled } from './nets.ts';

class Two extends Model {
  join = new Concatenate();
  dropout = new Dropout({ rate: 0.5 });
  dense = new Dense({ units: 1 });
  constructor() {
    super({ name: 'two' });
  }
  call(a: Tensor, b: Tensor): Tensor {
    return this.dense.apply(this.dropout.apply(this.join.apply(a, b)));
  }
}

const a = [[1], [2], [3]];
const b = [
  [1, 2],
  [3, 4],
  [5, 6],
];
const flatA = { data: Float32Array.of(1, 2, 3), shape: [3, 1] };
const flatB = { data: Float32Array.of(1, 2, 3, 4, 5, 6), shape: [3, 2] };
const y = [1, 2, 3];
const quiet = { epochs: 2, batchSize: 2, verbose: 0 } as const;
const fresh = (): Two => compiled(new Two(), { loss: 'meanSquaredError', metrics: [] });

/** Everything that takes rows, on a fresh model. */
async function everyVerb(x: Inputs): Promise<unknown> {
  const model = fresh();
  const { history } = await model.fit(x, y, { ...quiet, validationData: [x, y] });
  const batches: BatchSource = [{ x, y }];
  await model.fit(batches, quiet);
  const step = model.step({
    optimizer: 'adam',
    objective: ({ x: [left, right], y: labels }) => model.apply(left!, right!).sub(labels['y']!).square().mean(),
  });
  const masks = await model.masks(3, { x });
  return [
    history,
    await model.trainOnBatch(x, y),
    await step({ x, y: y.map((label) => [label]) }),
    await model.evaluate(x, y),
    await model.evaluate(batches),
    await model.predict(x),
    await model.sample(x, { samples: 4 }),
    masks,
    await model.logProbability(masks, { x, step: 3 }),
    await model.getWeights(),
  ];
}

describe('every verb makes of', () => {
  const cases: [string, Inputs][] = [
    ['nested arrays in a list', [a, b]],
    ['nested arrays by name', { input0: a, input1: b }],
    ['names in another order', { input1: b, input0: a }],
    ['nested arrays beside flat ones', [a, flatB]],
    ['rows that are typed', [a, b.map((row) => Float32Array.from(row))]],
  ];
  it.each(cases)('%s what it makes of flat ones', async (_, x) => {
    expect(await everyVerb(x)).toEqual(await everyVerb([flatA, flatB]));
  });
});

it('a model of one input takes nested arrays as its rows, however many they are, and its name', async () => {
  const model = compiled(
    new (class One extends Model {
      dense = new Dense({ units: 1 });
      call(x: Tensor): Tensor {
        return this.dense.apply(x);
      }
    })(),
  );
  expect((await model.predict(b.slice(1))).shape).toEqual([2, 1]);
  expect(await model.predict({ input: b })).toEqual(await model.predict(b));
});

it('inputs of one number a row are flat', async () => {
  const flat = compiled(
    new (class Sum extends Model {
      call(left: Tensor, right: Tensor): Tensor {
        return left.add(right);
      }
    })(),
  );
  expect((await flat.predict([y, Float32Array.of(4, 5, 6)])).data).toEqual(Float32Array.of(5, 7, 9));
});

it('what call does not say is known once the model is built', async () => {
  const sum = (): Model =>
    compiled(
      new (class Sum extends Model {
        call(...all: Tensor[]): Tensor {
          return all.reduce((left, right) => left.add(right));
        }
      })(),
    );
  const model = sum();
  model.buildFor([2], [2], [2]);
  expect(await model.predict([b, b, b])).toMatchObject({ shape: [3, 2], data: Float32Array.of(3, 6, 9, 12, 15, 18) });
  expect(await sum().predict({ input0: b, input1: b })).toMatchObject({ shape: [3, 2] });
});

describe('what does not fit is named', () => {
  const nested = (value: unknown): ArrayInput => value as ArrayInput;
  const cases: [string, unknown, string, string][] = [
    ['a ragged row', [a, [[1, 2], [3], [5, 6]]], 'SHAPE', 'x[1] is ragged: x[1][1] must have 2 elements, as at the start. Received 1 elements.'], // prettier-ignore
    ['a ragged row by name', { input0: a, input1: [[1, 2], [3, 4], [5]] }, 'SHAPE', 'x.input1 is ragged: x.input1[2] must have 2 elements'], // prettier-ignore
    ['a word among numbers', [a, [[1, 2], [3, 'four'], [5, 6]]], 'DATA', 'x[1][1][1] must be a number. Received the text "four".'], // prettier-ignore
    ['rows of another shape', [a, a], 'SHAPE', 'Model at two: input1 takes rows of shape [2]. Received [1].'],
    ['rows of another shape, by name', { input0: b, input1: b }, 'SHAPE', 'Model at two: input0 takes rows of shape [1]. Received [2].'], // prettier-ignore
    ['fewer rows', [a, b.slice(1)], 'DATA', 'x[0] has 3 rows, x[1] has 2'],
    ['fewer rows, by name', { input0: a, input1: b.slice(1) }, 'DATA', 'x.input0 has 3 rows, x.input1 has 2'],
    ['a third input', [a, b, a], 'SHAPE', 'at two: x must be a list of 2 arrays, one for each input. Received a list of 3. By name, the inputs are input0, input1.'], // prettier-ignore
    ['one input', flatA, 'SHAPE', 'takes rows of shape [1] and [2]. Received [1].'],
    ['an unknown name', { input0: a, right: b }, 'NAME', 'x.right is no input of the model. There are input0, input1.'],
    ['a missing name', { input1: b }, 'DATA', 'x.input0 is missing'],
    ['nothing by a name', { input0: a, input1: undefined }, 'DATA', 'x.input1 is missing'],
    ['a map', new Map([['input0', a]]), 'DATA', 'x must be an array of numbers'],
  ]; // prettier-ignore
  it.each(cases)('%s', async (_, x, code, message) => {
    const model = fresh();
    model.buildFor([1], [2]);
    const error = expect.objectContaining({ code, message: expect.stringContaining(message) });
    await expect(model.predict(nested(x))).rejects.toEqual(error);
    await expect(model.fit(nested(x), y, quiet)).rejects.toEqual(error);
  });
});
