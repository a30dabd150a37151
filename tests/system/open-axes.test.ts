/** Networks whose time or image axes are open: built once, they take every size, on each backend and in an exported file. */
import {
  AveragePooling1D,
  AveragePooling2D,
  AveragePooling3D,
  BatchNormalization,
  Conv1D,
  Conv1DTranspose,
  Conv2D,
  Conv2DTranspose,
  Conv3D,
  Conv3DTranspose,
  ConvLSTM1D,
  ConvLSTM2D,
  Cropping1D,
  Cropping2D,
  Cropping3D,
  Dense,
  DepthwiseConv1D,
  DepthwiseConv2D,
  Dropout,
  Flatten,
  GlobalAveragePooling1D,
  GlobalAveragePooling2D,
  GlobalAveragePooling3D,
  GlobalMaxPooling2D,
  GroupNormalization,
  LayerNormalization,
  LSTM,
  MaxPooling1D,
  MaxPooling2D,
  MaxPooling3D,
  PReLU,
  Reshape,
  Resizing,
  SeparableConv1D,
  SeparableConv2D,
  sequential,
  SpatialDropout1D,
  SpatialDropout2D,
  TimeDistributed,
  UpSampling1D,
  UpSampling2D,
  UpSampling3D,
  ZeroPadding1D,
  ZeroPadding2D,
  ZeroPadding3D,
  type Layer,
  type Model,
} from '@bernoulli/api';
import { bind } from '@bernoulli/api/ir';
import { interpret } from '@bernoulli/api/ir/interpret';
import { cpu } from '@bernoulli/backend-cpu';
import { exportOnnx } from '@bernoulli/backend-onnx';
import * as ort from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { backends } from './backends.ts';

type Sizes = readonly number[];
type Case = readonly [name: string, layers: () => Layer[]];

const rows = 2;
const noise = (n: number): Float32Array => Float32Array.from({ length: n }, (_, i) => Math.sin(1.7 * i + 0.3));
const conv = (strides: number, padding: 'valid' | 'same') => ({ filters: 3, kernelSize: 3, strides, padding });

const [time, images, volumes]: readonly { readonly sizes: readonly Sizes[]; readonly cases: readonly Case[] }[] = [
  {
    sizes: [[9], [12]],
    cases: [
      ['Conv1D', () => [new Conv1D({ filters: 3, kernelSize: 3 })]],
      ['Conv1D, same, strides 2', () => [new Conv1D(conv(2, 'same'))]],
      ['Conv1D, same, strides 4', () => [new Conv1D(conv(4, 'same'))]],
      ['Conv1D, causal', () => [new Conv1D({ ...conv(1, 'same'), padding: 'causal', dilationRate: 2 })]],
      ['Conv1D, causal, strides 2', () => [new Conv1D({ ...conv(2, 'same'), padding: 'causal' })]],
      ['Conv1D, groups', () => [new Conv1D({ filters: 4, kernelSize: 2, groups: 2 })]],
      ['DepthwiseConv1D', () => [new DepthwiseConv1D({ kernelSize: 3, depthMultiplier: 2 })]],
      ['SeparableConv1D', () => [new SeparableConv1D({ filters: 3, kernelSize: 3, padding: 'same', strides: 2 })]],
      ['Conv1DTranspose', () => [new Conv1DTranspose(conv(2, 'valid'))]],
      ['Conv1DTranspose, same', () => [new Conv1DTranspose(conv(3, 'same'))]],
      ['MaxPooling1D', () => [new MaxPooling1D()]],
      ['MaxPooling1D, same', () => [new MaxPooling1D({ poolSize: 3, strides: 2, padding: 'same' })]],
      ['AveragePooling1D', () => [new AveragePooling1D({ poolSize: 3, strides: 1 })]],
      ['AveragePooling1D, same', () => [new AveragePooling1D({ poolSize: 4, padding: 'same' })]],
      ['UpSampling1D', () => [new UpSampling1D({ size: 3 })]],
      ['ZeroPadding1D', () => [new ZeroPadding1D({ padding: [1, 2] })]],
      ['Cropping1D', () => [new Cropping1D({ cropping: [2, 1] })]],
      ['SpatialDropout1D', () => [new SpatialDropout1D({ rate: 0.5 })]],
      ['Flatten and Reshape', () => [new Flatten(), new Reshape({ targetShape: [-1, 4] })]],
      ['Reshape', () => [new Reshape({ targetShape: [-1, 2] })]],
      ['LSTM of a convolution', () => [new Conv1D(conv(2, 'same')), new LSTM({ units: 3, returnSequences: true })]],
      ['TimeDistributed', () => [new TimeDistributed({ layer: new Dense({ units: 2 }) })]],
      [
        'a stack',
        () => [
          new Conv1D(conv(1, 'valid')),
          new MaxPooling1D(),
          new BatchNormalization(),
          new Conv1D(conv(2, 'same')),
          new Dropout({ rate: 0.2 }),
          new GlobalAveragePooling1D(),
          new Dense({ units: 2 }),
        ],
      ],
    ],
  },
  {
    sizes: [
      [9, 8],
      [12, 15],
    ],
    cases: [
      ['Conv2D', () => [new Conv2D({ filters: 3, kernelSize: 3 })]],
      ['Conv2D, strides', () => [new Conv2D({ filters: 3, kernelSize: [3, 2], strides: [2, 3] })]],
      ['Conv2D, same', () => [new Conv2D({ ...conv(1, 'same'), dilationRate: 2 })]],
      ['Conv2D, same, strides', () => [new Conv2D({ ...conv(1, 'same'), kernelSize: [4, 1], strides: [3, 2] })]],
      ['DepthwiseConv2D', () => [new DepthwiseConv2D({ kernelSize: 3, strides: 2, padding: 'same' })]],
      ['SeparableConv2D', () => [new SeparableConv2D({ filters: 3, kernelSize: 3 })]],
      ['Conv2DTranspose', () => [new Conv2DTranspose({ ...conv(2, 'valid'), outputPadding: 1 })]],
      ['Conv2DTranspose, same', () => [new Conv2DTranspose(conv(2, 'same'))]],
      ['Conv2DTranspose of a pooling', () => [new MaxPooling2D(), new Conv2DTranspose(conv(2, 'same'))]],
      ['MaxPooling2D', () => [new MaxPooling2D()]],
      ['MaxPooling2D, same', () => [new MaxPooling2D({ poolSize: [3, 2], padding: 'same' })]],
      ['AveragePooling2D, same', () => [new AveragePooling2D({ poolSize: 3, strides: 2, padding: 'same' })]],
      ['GlobalMaxPooling2D', () => [new GlobalMaxPooling2D({ keepdims: true })]],
      ['UpSampling2D', () => [new UpSampling2D({ size: [2, 3] })]],
      ['UpSampling2D, bilinear', () => [new UpSampling2D({ size: 2, interpolation: 'bilinear' })]],
      ['ZeroPadding2D', () => [new ZeroPadding2D({ padding: [[1, 0], 2] })]],
      ['Cropping2D', () => [new Cropping2D({ cropping: 2 })]],
      ['SpatialDropout2D', () => [new SpatialDropout2D({ rate: 0.5 })]],
      ['ConvLSTM1D', () => [new ConvLSTM1D({ filters: 2, kernelSize: 3, returnSequences: true })]],
      ['GroupNormalization', () => [new GroupNormalization({ groups: 2 })]],
      ['LayerNormalization', () => [new LayerNormalization()]],
      ['PReLU', () => [new PReLU({ sharedAxes: [1, 2] })]],
      ['Resizing', () => [new Resizing({ height: 6, width: 5 })]],
      ['Resizing, nearest', () => [new Resizing({ height: 20, width: 5, interpolation: 'nearest' })]],
      [
        'a stack',
        () => [
          new Conv2D({ ...conv(1, 'valid'), activation: 'relu' }),
          new BatchNormalization(),
          new MaxPooling2D(),
          new Conv2D({ ...conv(1, 'same'), activation: 'relu' }),
          new AveragePooling2D({ poolSize: 2, padding: 'same' }),
          new Dropout({ rate: 0.5 }),
          new GlobalAveragePooling2D(),
          new Dense({ units: 2, activation: 'softmax' }),
        ],
      ],
    ],
  },
  {
    sizes: [
      [5, 6, 7],
      [6, 5, 9],
    ],
    cases: [
      ['Conv3D', () => [new Conv3D({ filters: 2, kernelSize: 2 })]],
      ['Conv3D, same, strides', () => [new Conv3D({ ...conv(2, 'same') })]],
      ['Conv3DTranspose', () => [new Conv3DTranspose(conv(2, 'same'))]],
      ['MaxPooling3D', () => [new MaxPooling3D()]],
      ['AveragePooling3D', () => [new AveragePooling3D({ padding: 'same' })]],
      ['UpSampling3D', () => [new UpSampling3D()]],
      ['ZeroPadding3D', () => [new ZeroPadding3D()]],
      ['Cropping3D', () => [new Cropping3D()]],
      ['GlobalAveragePooling3D', () => [new GlobalAveragePooling3D()]],
      ['ConvLSTM2D', () => [new ConvLSTM2D({ filters: 2, kernelSize: 3 })]],
    ],
  },
];

const CHANNELS = 4;

function data(sizes: Sizes): { readonly shape: number[]; readonly data: Float32Array } {
  const shape = [rows, ...sizes, CHANNELS];
  return { shape, data: noise(shape.reduce((n, size) => n * size, 1)) };
}

function built(layers: Layer[], row: readonly (number | null)[], backend = cpu({ threads: 1 })): Model {
  const net = sequential(layers);
  net.compile({ optimizer: 'sgd', loss: 'meanSquaredError', seed: 5, backend });
  net.buildFor(row);
  return net;
}

type Numbers = { readonly shape: readonly number[]; readonly data: ArrayLike<number> };

function expectNear(got: Numbers, want: Numbers): void {
  expect(got.shape).toEqual(want.shape);
  expect(got.data.length).toBe(want.data.length);
  const off = Array.from(want.data).reduce((most, x, i) => Math.max(most, Math.abs(x - got.data[i]!)), 0);
  expect(off).toBeLessThan(1e-5);
}

async function inFile(bytes: Uint8Array, { shape, data: values }: ReturnType<typeof data>): Promise<Numbers> {
  const session = await ort.InferenceSession.create(bytes);
  const { output } = await session.run({ input: new ort.Tensor('float32', values, shape) });
  return { shape: output!.dims, data: output!.data as Float32Array };
}

describe.each([
  ['time', time!],
  ['height and width', images!],
  ['depth, height and width', volumes!],
])('open %s', (_, { sizes, cases }) => {
  const open = [...sizes[0]!.map(() => null), CHANNELS];

  it.each(cases)('%s: one model for all sizes, as one for each, also in a file', async (_name, layers) => {
    const net = built(layers(), open);
    const bytes = await exportOnnx(net);
    const { graph, weights } = await net.inferenceGraph();
    for (const size of sizes) {
      const x = data(size);
      const fixed = built(layers(), [...size, CHANNELS]);
      const want = (await fixed.predict(x)) as Numbers;
      expectNear((await net.predict(x)) as Numbers, want);
      expectNear(await inFile(bytes, x), want);
      const symbols = Object.fromEntries([rows, ...size].map((n, i) => [-1 - i, n]));
      const { outputs } = interpret(bind(graph, symbols), { input: { dtype: 'f32', ...x } }, weights);
      expectNear(outputs['output']!, want);
    }
  });
});

describe('a convolutional network of open image axes', () => {
  const layers = images!.cases.at(-1)![1];

  it.each(Object.entries(backends))('predicts and trains at two sizes on %s', async (_name, make) => {
    const net = built(layers(), [null, null, CHANNELS], make());
    for (const size of images!.sizes) {
      const x = data(size);
      const want = (await built(layers(), [...size, CHANNELS]).predict(x)) as Numbers;
      expectNear((await net.predict(x)) as Numbers, want);
    }
    for (const size of images!.sizes) {
      const y = { shape: [rows, 2], data: Float32Array.of(1, 0, 0, 1) };
      const [first, second] = (await net.fit(data(size), y, { epochs: 2, verbose: 0 })).history['loss']!;
      expect(second).toBeLessThan(first!);
    }
    await net.dispose();
  });

  it('names its axes in a file, and writes out what follows from them', async () => {
    const net = built([new Conv2D({ filters: 2, kernelSize: 3 }), new MaxPooling2D()], [null, null, 3]);
    const { inputMetadata, outputMetadata } = await ort.InferenceSession.create(await exportOnnx(net));
    expect(inputMetadata[0]).toMatchObject({ shape: ['batch', 'height', 'width', 3] });
    expect(outputMetadata[0]).toMatchObject({ shape: ['batch', '(height - 2) // 2', '(width - 2) // 2', 2] });
  });

  it('shows open sizes as such', () => {
    const net = built([new Conv2D({ filters: 2, kernelSize: 3 })], [null, null, 3]);
    expect(net.summary()).toContain('[?batch, ?2 - 2, ?3 - 2, 2]');
  });
});
