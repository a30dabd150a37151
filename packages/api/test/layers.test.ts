/** What layers promise beyond the figures of the oracles: laws, and what they refuse, with the place. */
import * as api from '@bernoulli/api';
import {
  Attention,
  Dense,
  Embedding,
  EinsumDense,
  GroupedQueryAttention,
  GroupNormalization,
  LayerNormalization,
  Model,
  MultiHeadAttention,
  PositionEmbedding,
  sequential,
  Softmax,
  UpSampling2D,
  type Layer,
  type Tensor,
  type TensorData,
} from '@bernoulli/api';
import { interpreter } from '@bernoulli/api/ir/interpret';
import { describe, expect, it } from 'vitest';

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
  data: Float32Array.from({ length: shape.reduce((n, size) => n * size, 1) }, (_, i) => Math.sin(3 * i + 1)),
});

/** The prediction of one layer for one input. */
async function through(layer: Layer, x: TensorData): Promise<TensorData> {
  const model = new Net([layer], (input) => layer.apply(input) as Tensor);
  const y = await model.predict(x);
  await model.dispose();
  return y as TensorData;
}

function close(actual: ArrayLike<number>, wanted: ArrayLike<number>): void {
  expect(actual.length).toBe(wanted.length);
  for (let i = 0; i < wanted.length; i++) expect(actual[i]).toBeCloseTo(wanted[i]!, 5);
}

describe('what a mask leaves out', () => {
  /** A model whose mask is true where a number is positive. */
  const masked = (layer: Layer, call: (x: Tensor) => Tensor) => new Net([layer], call);

  it.each([
    new Attention(),
    new MultiHeadAttention({ numHeads: 1, keyDim: 3 }),
    new GroupedQueryAttention({ headDim: 3, numQueryHeads: 1, numKeyValueHeads: 1 }),
  ])('leaves $className the mean of the values where nothing may be looked at', async (attention) => {
    const model = masked(attention, (x) => (attention as Layer).apply(x, x, x, x.sum(-1).greater(100)) as Tensor);
    model.buildFor([4, 3]);
    for (const [path, { shape }] of Object.entries(await model.getWeights()))
      if (path.endsWith('kernel'))
        await model.setWeights({ [path]: { shape, data: Float32Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1) } });
    const x = waves(1, 4, 3);
    const mean = [0, 1, 2].map((i) => (x.data[i]! + x.data[i + 3]! + x.data[i + 6]! + x.data[i + 9]!) / 4);
    close((await model.predict(x)).data, [mean, mean, mean, mean].flat());
  });

  it.each([-1, [1, 2]])('has probability 0 in Softmax over axes %s, also where nothing takes part', async (axis) => {
    const softmax = new Softmax({ axis });
    const model = masked(softmax, (x) => softmax.apply(x, x.greater(0)));
    const none = await model.predict({ shape: [1, 1, 3], data: Float32Array.of(-1, -2, -3) });
    expect([...none.data]).toEqual([0, 0, 0]);
    close((await model.predict({ shape: [1, 1, 3], data: Float32Array.of(2, -2, 2) })).data, [0.5, 0, 0.5]);
  });
});

describe('attention', () => {
  it('is alike with one key head per query head, and with heads that have the same keys and values', async () => {
    const [x, settings] = [waves(2, 4, 6), { useBias: false }];
    const all = new MultiHeadAttention({ numHeads: 4, keyDim: 3, ...settings });
    const grouped = new GroupedQueryAttention({ headDim: 3, numQueryHeads: 4, numKeyValueHeads: 2, ...settings });
    const [many, few] = [all, grouped].map((layer) => new Net([layer], (input) => layer.apply(input) as Tensor)) as [
      Net,
      Net,
    ];
    few.buildFor([4, 6]);
    const weights = await few.getWeights();
    // Heads 0 and 1 share the first keys and values, heads 2 and 3 the second.
    const spread = ({ data }: TensorData): TensorData => ({
      dtype: 'f32',
      shape: [6, 4, 3],
      data: Float32Array.from({ length: 72 }, (_, i) => {
        const [row, head, k] = [Math.floor(i / 12), Math.floor((i % 12) / 3), i % 3];
        return data[row * 6 + Math.floor(head / 2) * 3 + k]!;
      }),
    });
    many.buildFor([4, 6]);
    await many.setWeights({
      ...weights,
      'net/parts/0/key/kernel': spread(weights['net/parts/0/key/kernel']!),
      'net/parts/0/value/kernel': spread(weights['net/parts/0/value/kernel']!),
    });
    close(((await many.predict(x)) as TensorData).data, ((await few.predict(x)) as TensorData).data);
  });

  it.each([
    new MultiHeadAttention({ numHeads: 2, keyDim: 2, useCausalMask: true }),
    new GroupedQueryAttention({ headDim: 2, numQueryHeads: 2, numKeyValueHeads: 1, useCausalMask: true }),
    new Attention({ useCausalMask: true }),
  ])('does not look ahead with a causal mask: $className', async (layer) => {
    const model = new Net([layer], (input) => layer.apply(input) as Tensor);
    const x = waves(1, 5, 4);
    const before = (await model.predict(x)) as TensorData;
    const other = { ...x, data: x.data.map((value, i) => (i < 12 ? value : -7 * value)) } as TensorData;
    const after = (await model.predict(other)) as TensorData;
    const size = before.data.length / 5;
    expect([...after.data.slice(0, 3 * size)]).toEqual([...before.data.slice(0, 3 * size)]);
    expect(after.data.slice(3 * size)).not.toEqual(before.data.slice(3 * size));
  });

  it('returns shares that sum to 1, and drops some in training alone', async () => {
    const layer = new MultiHeadAttention({ numHeads: 2, keyDim: 2, dropout: 0.5, returnAttentionScores: true });
    const model = new Net([layer], (x) => layer.apply(x).scores);
    const { data, shape } = (await model.predict(waves(2, 3, 4))) as TensorData;
    expect(shape).toEqual([2, 2, 3, 3]);
    for (let row = 0; row < data.length; row += 3)
      expect(data[row]! + data[row + 1]! + data[row + 2]!).toBeCloseTo(1, 5);
    expect(Object.keys(await model.masks(0, { x: waves(2, 3, 4) }))).toEqual(['net/parts/0/dropout']);
  });
});

describe('embeddings', () => {
  it('take whole numbers in either dtype, and move those outside to the nearer end', async () => {
    const layer = new Embedding({ inputDim: 3, outputDim: 1 });
    const model = new Net([layer], (x) => layer.apply(x));
    model.buildFor([4]);
    await model.setWeights({ 'net/parts/0/embeddings': [[10], [20], [30]] });
    expect([...((await model.predict([[0, 2, 9, -4]])) as TensorData).data]).toEqual([10, 30, 30, 10]);

    const whole = new Net([layer], (x) => layer.apply(x));
    whole.buildFor({ dtype: 'i32', shape: [4] });
    await whole.setWeights({ 'net/parts/0/embeddings': [[10], [20], [30]] });
    expect([...((await whole.predict([[0, 2, 9, -4]])) as TensorData).data]).toEqual([10, 30, 30, 10]);
  });

  it('of places are those of the first steps', async () => {
    const layer = new PositionEmbedding({ sequenceLength: 3, initializer: 'zeros' });
    const model = new Net([layer], (x) => x.add(layer.apply(x)));
    model.buildFor([2, 2]);
    await model.setWeights({
      'net/parts/0/embeddings': [
        [1, 2],
        [3, 4],
        [5, 6],
      ],
    });
    expect([
      ...(
        (await model.predict([
          [
            [0, 0],
            [10, 10],
          ],
        ])) as TensorData
      ).data,
    ]).toEqual([1, 2, 13, 14]);
  });
});

describe('an equation', () => {
  const x = waves(2, 3, 4);
  const kernel = waves(4, 5);
  /** Σ_k x[…, k] · kernel[k, j]. */
  const wanted = Float32Array.from({ length: 30 }, (_, i) =>
    [0, 1, 2, 3].reduce((sum, k) => sum + x.data[Math.floor(i / 5) * 4 + k]! * kernel.data[k * 5 + (i % 5)]!, 0),
  );
  it.each([
    ['abc,cd->abd', [null, 5], kernel, (y: TensorData) => y.data],
    ['...x,xy->...y', [null, 5], kernel, (y: TensorData) => y.data],
    [
      'abc,dc->dba',
      [3, 2],
      {
        ...kernel,
        shape: [5, 4],
        data: Float32Array.from(kernel.data, (_, i) => kernel.data[(i % 4) * 5 + Math.floor(i / 4)]!),
      },
      undefined,
    ],
    [
      // A letter in all three: each place b has a kernel of its own, here the same.
      'abc,bcd->abd',
      [3, 5],
      { ...kernel, shape: [3, 4, 5], data: Float32Array.from({ length: 60 }, (_, i) => kernel.data[i % 20]!) },
      (y: TensorData) => y.data,
    ],
  ] as const)('%s', async (equation, outputShape, weight, read) => {
    const layer = new EinsumDense({ equation, outputShape });
    if (read === undefined) {
      // The batch must stay in front: a result without it there is refused.
      await expect(through(layer, x)).rejects.toMatchObject({ code: 'SHAPE' });
      return;
    }
    const model = new Net([layer], (input) => layer.apply(input));
    model.buildFor([3, 4]);
    await model.setWeights({ 'net/parts/0/kernel': weight as TensorData });
    close(read((await model.predict(x)) as TensorData), wanted);
  });

  it.each(['', 'ab', 'ab,bc', 'aab,bc->ac', 'ab,bc->ad', 'ab,cd->ad', '...ab,bc->ac', 'abcd,dc->abc'])(
    'is refused: %j',
    async (equation) => {
      await expect(async () => through(new EinsumDense({ equation, outputShape: [null, 2] }), x)).rejects.toMatchObject(
        {
          code: 'CONFIG',
        },
      );
    },
  );
});

describe('normalization', () => {
  it('by one group is that of a row', async () => {
    const x = waves(2, 3, 4);
    close(
      (await through(new GroupNormalization({ groups: 1 }), x)).data,
      (await through(new LayerNormalization({ axis: [1, 2], center: false, scale: false }), x)).data,
    );
  });

  it('leaves mean 0 and variance 1', async () => {
    const { data } = await through(new LayerNormalization({ epsilon: 1e-9 }), waves(3, 8));
    for (let row = 0; row < 3; row++) {
      const values = [...data.slice(row * 8, row * 8 + 8)];
      expect(values.reduce((sum, v) => sum + v, 0) / 8).toBeCloseTo(0, 5);
      expect(values.reduce((sum, v) => sum + v * v, 0) / 8).toBeCloseTo(1, 4);
    }
  });
});

it('enlarges a line to a line', async () => {
  const x: TensorData = { dtype: 'f32', shape: [1, 1, 3, 1], data: Float32Array.of(0, 3, 6) };
  const { data } = await through(new UpSampling2D({ size: [1, 3], interpolation: 'bilinear' }), x);
  close(data, [0, 0, 1, 2, 3, 4, 5, 6, 6]);
});

describe('what a layer cannot take is refused, with its place', () => {
  it.each([
    ['Add', {}, [waves(1, 2)], /needs two or more inputs/],
    ['Subtract', {}, [waves(1, 2), waves(1, 2), waves(1, 2)], /needs two inputs/],
    ['Dot', { axes: 1 }, [waves(1, 2), waves(1, 3)], /must have one size/],
    ['Permute', { dims: [2, 1] }, [waves(1, 2)], /needs 2 axes after the batch/],
    ['RepeatVector', { n: 2 }, [waves(1, 2, 2)], /\[batch, features\]/],
    ['ZeroPadding2D', {}, [waves(1, 2, 2)], /\[batch, height, width, channels\]/],
    ['Cropping1D', { cropping: 2 }, [waves(1, 4, 1)], /nothing is left/],
    ['UpSampling1D', {}, [waves(1, 2)], /\[batch, steps, channels\]/],
    ['GlobalMaxPooling2D', {}, [waves(1, 2, 2)], /\[batch, height, width, channels\]/],
    ['GroupNormalization', { groups: 3 }, [waves(1, 2, 4)], /3 groups must divide the 4 channels/],
    ['LayerNormalization', { axis: 0 }, [waves(1, 2)], /is not the batch/],
    ['BatchNormalization', { axis: 5 }, [waves(1, 2)], /axis must be an integer/],
    ['PReLU', { sharedAxes: [3] }, [waves(1, 2)], /sharedAxes names axis 3/],
    ['Softmax', { axis: 4 }, [waves(1, 2)], /axis must be an integer/],
    ['MultiHeadAttention', { numHeads: 1, keyDim: 1 }, [waves(1, 2)], /\[batch, steps, features\]/],
    ['Attention', {}, [waves(1, 2, 3), waves(1, 2, 4)], /inner sizes must be equal/],
    ['Attention', {}, [waves(1, 2, 3), waves(1, 2, 3), waves(1, 2, 3), waves(1, 2)], /the mask must be bool/],
    ['PositionEmbedding', { sequenceLength: 2 }, [waves(1, 3, 4)], /at most 2 steps/],
    ['EinsumDense', { equation: 'ab,bc->ac', outputShape: [null] }, [waves(1, 2)], /must say the size of c/],
    ['EinsumDense', { equation: 'ab,bc->ac', outputShape: 2, biasAxes: 'b' }, [waves(1, 2)], /biasAxes must be/],
    ['Conv2D', { filters: 2, kernelSize: 5 }, [waves(1, 4, 6, 1)], /a window of 5 is larger than the padded input/],
    [
      'Conv2D',
      { filters: 3, kernelSize: 1, groups: 2 },
      [waves(1, 4, 4, 4)],
      /groups must divide the 4 channels and the 3/,
    ],
    ['Conv1D', { filters: 1, kernelSize: 1 }, [waves(1, 4)], /\[batch, steps, channels\]/],
    ['DepthwiseConv2D', { kernelSize: 3 }, [waves(1, 2, 2, 1)], /is larger than the padded input/],
    ['MaxPooling1D', { poolSize: 4 }, [waves(1, 3, 1)], /a window of 4 is larger than the input/],
    [
      'Conv1DTranspose',
      { filters: 1, kernelSize: 2, outputPadding: 1 },
      [waves(1, 3, 1)],
      /must be below the stride, 1/,
    ],
    ['Masking', {}, [waves(1, 2)], /\[batch, steps, …, features\]/],
  ] as const)('%s of %j', async (className, config, inputs, message) => {
    const layer = new (api[className as 'Dense'] as new (config: never) => Layer)(config as never);
    const model = new Net([layer], (...all) => layer.apply(...(all as [Tensor])) as Tensor);
    const failed = model.predict([...inputs] as never);
    await expect(failed).rejects.toThrow(message);
    await expect(failed).rejects.toThrow(/net\/parts\/0/);
  });

  it.each([
    [() => new api.Conv2D({ filters: 1, kernelSize: 3, strides: 2, dilationRate: 2 }), /do not go together/],
    [
      () => new api.Conv2D({ filters: 1, kernelSize: [3] }),
      /kernelSize must be a whole number from 1 up, or 2 of them/,
    ],
    [() => new api.Conv2D({ filters: 1, kernelSize: 3, padding: 'causal' as never }), /one of valid, same/],
    [
      () => new api.Conv2D({ filters: 1, kernelSize: 3, dataFormat: 'channelsFirst' } as never),
      /no setting "dataFormat"/,
    ],
    [() => new api.MaxPooling2D({ poolSize: 0 }), /poolSize must be a whole number from 1 up/],
  ])('and a bad setting at once: %#', (make, message) => {
    expect(make).toThrow(message);
  });

  it('and truth values where words are meant', () => {
    const model = sequential([new Embedding({ inputDim: 3, outputDim: 1 }), new Dense({ units: 1 })]);
    model.compile({ seed: 1, backend: interpreter() });
    expect(() => model.buildFor({ dtype: 'bool', shape: [2] })).toThrow(/needs the numbers of words.*Received bool/);
  });
});
