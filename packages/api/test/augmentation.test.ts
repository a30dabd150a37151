/** Layers that change images at random: what is drawn, what it does, and what they leave alone. */
import {
  CenterCrop,
  Conv2D,
  Dense,
  Embedding,
  Flatten,
  layerFromConfig,
  Normalization,
  RandomBrightness,
  RandomContrast,
  RandomCrop,
  RandomFlip,
  RandomRotation,
  RandomTranslation,
  RandomZoom,
  Resizing,
  sequential,
  SpectralNormalization,
  Trace,
  WeightNormalization,
  type Layer,
  type Module,
} from '@bernoulli/api';
import { siteKey, uniform } from '@bernoulli/api/random';
import { interpret } from '@bernoulli/api/ir/interpret';
import { describe, expect, it } from 'vitest';
import { compiled } from './nets.ts';

const [rows, height, width, channels] = [3, 4, 5, 2] as const;
const shape = [rows, height, width, channels];
const data = Float32Array.from({ length: rows * height * width * channels }, (_, i) => i);
const at = (n: number, y: number, x: number, c: number): number => data[((n * height + y) * width + x) * channels + c]!;

/** What a layer makes of the images in training, with numbers in the place of draws. */
function changed(layer: Layer, drawn: readonly (readonly number[])[], mode: 'train' | 'infer' = 'train') {
  const trace = new Trace(new Map<Module, string>([[layer, 'net/layer']]), {
    mode,
    injected: new Set(['net/layer']),
  });
  const y = layer.apply(trace.input('x', { dtype: 'f32', shape })) as ReturnType<RandomFlip['call']>;
  const graph = trace.b.build({ outputs: { y: y.ref } });
  const noise = { dtype: 'f32' as const, shape: [rows, drawn[0]!.length], data: Float32Array.from(drawn.flat()) };
  const inputs = { x: { dtype: 'f32' as const, shape, data }, 'mask:net/layer': noise };
  const { outputs } = interpret(graph, Object.fromEntries(graph.inputs.map(({ name }) => [name, inputs[name as 'x']])));
  return outputs['y']!;
}

/** The images whose element is what a function says. */
const images = (size: [number, number], of: (n: number, y: number, x: number, c: number) => number): number[] =>
  Array.from({ length: rows }, (_, n) =>
    Array.from({ length: size[0] }, (_, y) =>
      Array.from({ length: size[1] }, (_, x) => Array.from({ length: channels }, (_, c) => of(n, y, x, c))),
    ),
  ).flat(3);

const all: readonly [name: string, layer: Layer, count: number][] = [
  ['RandomFlip', new RandomFlip(), 2],
  ['RandomRotation', new RandomRotation({ factor: 0.2 }), 1],
  ['RandomTranslation', new RandomTranslation({ heightFactor: 0.2, widthFactor: 0.3 }), 2],
  ['RandomZoom', new RandomZoom({ heightFactor: 0.2, widthFactor: 0.3 }), 2],
  ['RandomContrast', new RandomContrast({ factor: 0.2 }), 1],
  ['RandomBrightness', new RandomBrightness({ factor: 0.2 }), 1],
  ['RandomCrop', new RandomCrop({ height: 3, width: 3 }), 2],
];

describe.each(all)('%s', (className, layer, count) => {
  it('draws uniform numbers at its site, one row for each image', async () => {
    const net = compiled(sequential([layerFromConfig({ className, config: layer.getConfig() }), new Flatten(), new Dense({ units: 1 })], { name: 'net' }), { loss: 'meanSquaredError', metrics: [] }); // prettier-ignore
    net.buildFor([height, width, channels]);
    const path = Object.keys(await net.masks(5, { batchSize: rows }))[0]!;
    const masks = await net.masks(5, { batchSize: rows });
    expect(masks[path]!.shape).toEqual([rows, count]);
    expect([...masks[path]!.data]).toEqual([...uniform(siteKey(42, path, 5), [rows, count])]);
    expect(await net.logProbability(masks)).toBe(0);
    const out = { ...masks, [path]: { shape: [rows, count], data: masks[path]!.data.map((u) => u + 1) } };
    expect(await net.logProbability(out)).toBe(-Infinity);
  });

  it('is the same always in inference and for samples', async () => {
    const net = compiled(sequential([layerFromConfig({ className, config: layer.getConfig() })]), { loss: 'meanSquaredError', metrics: [] }); // prettier-ignore
    const x = { shape, data };
    const predicted = await net.predict(x);
    const wanted = className === 'RandomCrop' ? images([3, 3], (n, y, i, c) => at(n, y, i + 1, c)) : [...data];
    expect([...predicted.data]).toEqual(wanted);
    const { mean, variance } = await net.sample(x, { samples: 3 });
    expect([...mean.data]).toEqual(wanted);
    expect(Math.max(...variance.data)).toBe(0);
  });

  it('changes images in training, and lets gradients through', async () => {
    const net = compiled(sequential([new Conv2D({ filters: 2, kernelSize: 1 }), layerFromConfig({ className, config: layer.getConfig() }), new Flatten(), new Dense({ units: 1 })]), { loss: 'meanSquaredError', metrics: [], optimizer: 'sgd' }); // prettier-ignore
    const x = { shape, data: data.map((v) => v / 100) };
    net.buildFor(shape.slice(1));
    const before = await net.getWeights();
    await net.trainOnBatch(x, [[1], [2], [3]]);
    const after = await net.getWeights();
    const kernel = Object.keys(before)[0]!;
    expect([...after[kernel]!.data]).not.toEqual([...before[kernel]!.data]);
  });

  it('takes images alone', () => {
    const net = compiled(sequential([layer]));
    expect(() => net.buildFor([4, 4])).toThrow(
      /needs an input \[batch, height, width, channels\] whose sizes after the batch are known. Received \[2, 4, 4\]/,
    );
  });
});

describe('what is drawn', () => {
  it('turns images over below ½, left to right and top to bottom apart', () => {
    const drawn = [[0.4, 0.6], [0.6, 0.4], [0.1, 0.2]] as const; // prettier-ignore
    const wanted = images([height, width], (n, y, x, c) => at(n, drawn[n]![1] < 0.5 ? height - 1 - y : y, drawn[n]![0] < 0.5 ? width - 1 - x : x, c)); // prettier-ignore
    expect([...changed(new RandomFlip(), drawn).data]).toEqual(wanted);
  });

  it('begins windows at ⌊u · places⌋', () => {
    const drawn = [[0, 0], [0.5, 0.5], [0.999, 0.999]]; // prettier-ignore
    const starts = [[0, 0], [1, 1], [1, 2]] as const; // prettier-ignore
    const got = changed(new RandomCrop({ height: 3, width: 3 }), drawn);
    expect(got.shape).toEqual([rows, 3, 3, channels]);
    expect([...got.data]).toEqual(images([3, 3], (n, y, x, c) => at(n, y + starts[n]![0], x + starts[n]![1], c)));
  });

  it('moves images by whole pixels, and fills up', () => {
    const layer = new RandomTranslation({
      heightFactor: [0, 0.5],
      widthFactor: [-0.4, 0],
      fillMode: 'constant',
      fillValue: -7,
    });
    // Down by 0, 1, 2 and left by 2, 1, 0.
    const got = changed(layer, [[0, 0], [0.5, 0.5], [1 - 2 ** -23, 1 - 2 ** -23]]); // prettier-ignore
    const wanted = images([height, width], (n, y, x, c) => {
      const [from, to] = [y - n, x + 2 - n];
      return from >= 0 && to < width ? at(n, from, to, c) : -7;
    });
    got.data.forEach((value, i) => expect(value).toBeCloseTo(wanted[i]!, 3));
  });

  it('turns a square by a quarter', () => {
    const square = new RandomRotation({ factor: [0, 0.5], fillMode: 'constant' });
    const trace = new Trace(new Map<Module, string>([[square, 'layer']]), {
      mode: 'train',
      injected: new Set(['layer']),
    });
    const y = square.apply(trace.input('x', { dtype: 'f32', shape: [1, 3, 3, 1] }));
    const { outputs } = interpret(trace.b.build({ outputs: { y: y.ref } }), {
      x: { dtype: 'f32', shape: [1, 3, 3, 1], data: Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9) },
      'mask:layer': { dtype: 'f32', shape: [1, 1], data: Float32Array.of(0.5) },
    });
    // Against the clock.
    outputs['y']!.data.forEach((value, i) => expect(value).toBeCloseTo([3, 6, 9, 2, 5, 8, 1, 4, 7][i]!, 4));
  });
});

describe('a bad setting', () => {
  it.each([
    [() => new RandomRotation({ factor: 1.5 }), 'RandomRotation: factor must be a number in [-1, 1], or two of them in order. Received 1.5.'],
    [() => new RandomZoom({ heightFactor: -1 }), /heightFactor must be a number in/],
    [() => new RandomZoom({ heightFactor: [0.2, 0.1] }), /two of them in order. Received \[0.2,0.1\]/],
    [() => new RandomContrast({ factor: -0.1 }), 'factor must be a number in [0, 1]'],
    [() => new RandomBrightness({ factor: 0.1, valueRange: [1, 0] }), 'valueRange must be two finite numbers'],
    [() => new RandomFlip({ mode: 'both' as never }), 'mode must be one of horizontal, vertical, horizontalAndVertical'],
    [() => new RandomCrop({ height: 0, width: 2 }), 'height must be a whole number from 1 up. Received 0.'],
    [() => new Resizing({ height: 2, width: 2, cropToAspectRatio: true, padToAspectRatio: true }), 'only one of cropToAspectRatio and padToAspectRatio may be true'],
    [() => new Normalization({ mean: 1 }), 'mean and variance must be given together. Received mean alone.'],
    [() => new Normalization({ mean: 1, variance: -1 }), 'variance must be a finite number of at least 0'],
    [() => new Normalization().adapt([[Infinity]]), /finite/],
    [() => new SpectralNormalization({ layer: new Dense({ units: 1 }), powerIterations: 0 }), 'powerIterations must be a whole number from 1 up'],
    [() => new WeightNormalization({ layer: 'dense' as never }), 'layer must be a layer. Received "dense".'],
  ])('is refused: %#', (make, message) => {
    expect(make).toThrow(message);
  }); // prettier-ignore

  it('also where the layer is used', () => {
    const build = (layer: Layer, row: number[]): void => compiled(sequential([layer])).buildFor(row);
    expect(() => build(new Normalization(), [2])).toThrow(/sequential\/normalization: needs mean and variance/);
    expect(() => build(new Normalization({ mean: [1, 2], variance: [1, 1] }), [3])).toThrow(
      /mean must hold 3 numbers, one for each place of the axes of \[2, 3\]. Received 2/,
    );
    expect(() => build(new SpectralNormalization({ layer: new Flatten() }), [3])).toThrow(
      /needs a layer with a weight called kernel or embeddings. Received Flatten with no weights of its own/,
    );
    const used = new Normalization({ mean: 0, variance: 1 });
    build(used, [2]);
    expect(() => used.adapt([[1]])).toThrow('adapt comes before the layer is used');
    expect(() => build(new CenterCrop({ height: 2, width: 2 }), [4, 4])).toThrow(/Received \[2, 4, 4\]/);
  });
});

describe('a layer whose kernel is normalized', () => {
  const norm = (kernel: ArrayLike<number>, unit: number, units: number): number =>
    Math.hypot(...Array.from({ length: kernel.length / units }, (_, i) => kernel[i * units + unit]!));

  it('has the lengths that are trained beside its direction', async () => {
    const net = compiled(
      sequential([new WeightNormalization({ layer: new Dense({ units: 2 }), lengthInitializer: 'ones' })]),
      { loss: 'meanSquaredError', metrics: [], optimizer: 'sgd' },
    );
    net.buildFor([3]);
    const paths = Object.keys(await net.getWeights());
    expect(paths.map((path) => path.split('/').slice(2).join('/')).sort()).toEqual(['layer/bias', 'layer/kernel', 'length']); // prettier-ignore
    const rowsOf = async (): Promise<number[]> => {
      const basis = [[1, 0, 0], [0, 1, 0], [0, 0, 1]]; // prettier-ignore
      return [...(await net.predict(basis)).data];
    };
    // The bias is 0, so that the predictions of the basis are the kernel that is used.
    for (const unit of [0, 1]) expect(norm(await rowsOf(), unit, 2)).toBeCloseTo(1, 5);
    const long = paths.find((path) => path.endsWith('length'))!;
    await net.setWeights({ [long]: [2, 3] });
    for (const unit of [0, 1]) expect(norm(await rowsOf(), unit, 2)).toBeCloseTo(2 + unit, 5);
    await net.trainOnBatch([[1, 2, 3]], [[1, 1]]);
    expect([...(await net.getWeights())[long]!.data]).not.toEqual([2, 3]);
  });

  it('stretches nothing by more than 1, once it has been trained', async () => {
    const net = compiled(sequential([new SpectralNormalization({ layer: new Dense({ units: 3, useBias: false, kernelInitializer: 'heNormal' }) })]), { loss: 'meanSquaredError', metrics: [], optimizer: 'sgd' }); // prettier-ignore
    net.buildFor([3]);
    for (let i = 0; i < 60; i++) await net.trainOnBatch([[0, 0, 0]], [[0, 0, 0]]);
    const kernel = [...(await net.predict([[1, 0, 0], [0, 1, 0], [0, 0, 1]])).data]; // prettier-ignore
    // The largest singular value by the power of KᵀK.
    let v = [1, 0.3, -0.2];
    for (let i = 0; i < 300; i++) {
      const kv = [0, 1, 2].map((r) => [0, 1, 2].reduce((sum, c) => sum + kernel[c * 3 + r]! * v[c]!, 0));
      const back = [0, 1, 2].map((c) => [0, 1, 2].reduce((sum, r) => sum + kernel[c * 3 + r]! * kv[r]!, 0));
      v = back.map((each) => each / Math.hypot(...back));
    }
    const stretched = Math.hypot(...[0, 1, 2].map((r) => [0, 1, 2].reduce((sum, c) => sum + kernel[c * 3 + r]! * v[c]!, 0))); // prettier-ignore
    expect(stretched).toBeCloseTo(1, 4);
  });

  it('takes embeddings too, keeps its vector where it is frozen, and moves it otherwise', async () => {
    for (const frozen of [true, false]) {
      const layer = new SpectralNormalization({ layer: new Embedding({ inputDim: 4, outputDim: 2 }) });
      layer.trainable = !frozen;
      const net = compiled(sequential([layer, new Flatten(), new Dense({ units: 1 })]), { loss: 'meanSquaredError', metrics: [] }); // prettier-ignore
      net.buildFor([3]);
      const path = 'sequential/spectralNormalization/vectorU';
      const before = [...(await net.getWeights())[path]!.data];
      await net.trainOnBatch([[0, 1, 2]], [[1]]);
      const after = [...(await net.getWeights())[path]!.data];
      if (frozen) expect(after).toEqual(before);
      else expect(Math.hypot(...after)).toBeCloseTo(1, 5);
    }
  });
});
