/** Convolutional LSTMs: figures that Keras 3.15.1 (JAX) gives, what they are where the window is one place, noise, and what they refuse. */
import {
  Bidirectional,
  ConvLSTM1D,
  ConvLSTM2D,
  ConvLSTM3D,
  LSTM,
  Module,
  Reshape,
  Tensor,
  Trace,
  type Layer,
  type Outputs,
} from '@bernoulli/api';
import { gradients, simplify, sizeOf, type Shape } from '@bernoulli/api/ir';
import { interpret, type Value } from '@bernoulli/api/ir/interpret';
import { describe, expect, it } from 'vitest';
import { modulePaths } from '../src/tracing/module-paths.ts';

/** sin(1 + 0.7 i + salt). */
const wave = (shape: Shape, salt: number, scale = 1): Value => ({
  dtype: 'f32',
  shape,
  data: Float64Array.from({ length: sizeOf(shape) }, (_, i) =>
    Math.fround(Math.fround(Math.sin(1 + 0.7 * i + salt)) * scale),
  ),
});

class Holder extends Module {
  readonly className = 'Holder';
  readonly layers: readonly Layer[];
  constructor(...layers: Layer[]) {
    super();
    this.layers = layers;
  }
  call(x: Tensor): Tensor {
    return x;
  }
}

/** A trace in which layers can be applied, and the values of what it comes to with given inputs and weights. */
function traced(layers: readonly Layer[], mode: 'train' | 'infer' = 'infer') {
  const holder = new Holder(...layers);
  const trace = new Trace(modulePaths(holder, 'net'), { mode });
  const evaluate = (outputs: Readonly<Record<string, Tensor>>, given: Readonly<Record<string, Value>>) => {
    const refs = Object.fromEntries(Object.entries(outputs).map(([name, { ref }]) => [name, ref]));
    const graph = simplify(trace.b.build({ outputs: refs }));
    return interpret(graph, given).outputs;
  };
  return { trace, evaluate };
}

/** The layer alone, with weights as the figures were made with. */
function run(layer: Layer, x: Value, mask?: Value): { data: number[]; shape: Shape }[] {
  const { trace, evaluate } = traced([layer]);
  const symbols = [x, mask].flatMap((v, i) => (v === undefined ? [] : [trace.input(`x${i}`, v)]));
  const y: Outputs = layer.apply(...(symbols as [Tensor]));
  const weights = [...trace.parameters.values()].map(
    ({ path, parameter }, i) => [path, wave(parameter.shape, i + 1, 0.5)] as const,
  );
  const outputs = y instanceof Tensor ? { y } : (y as Record<string, Tensor>);
  const found = evaluate(outputs, { x0: x, ...(mask && { x1: mask }), ...Object.fromEntries(weights) });
  return Object.values(found).map(({ data, shape }) => ({ data: [...data], shape }));
}

function close(actual: readonly number[], wanted: readonly number[]): void {
  expect(actual.length).toBe(wanted.length);
  wanted.forEach((v, i) => expect(actual[i]).toBeCloseTo(v, 6));
}

describe('figures of Keras', () => {
  it('along one axis, with states', () => {
    const layer = new ConvLSTM1D({ filters: 2, kernelSize: 3, padding: 'same', returnState: true });
    const [output, hidden, carry] = run(layer, wave([2, 3, 4, 2], 0));
    const h = [
      0.211667, 0.1784069, -0.0683009, -0.0728125, -0.2973135, -0.2988429, -0.005716, 0.1584814, -0.1238883, 0.1449788,
      0.1459186, 0.198136, 0.090091, 0.0254454, -0.1307672, -0.1589571,
    ];
    close(output!.data, h);
    close(hidden!.data, h);
    close(
      carry!.data,
      [
        0.3351338, 0.3962959, -0.1459559, -0.199042, -0.9206722, -0.5658366, -0.0080014, 0.2282906, -0.1668001,
        0.1898153, 0.1813128, 0.3495264, 0.162252, 0.0811629, -0.3628959, -0.4017722,
      ],
    );
    expect(carry!.shape).toEqual([2, 4, 2]);
  });

  it('along two axes, from the end, with strides and a mask', () => {
    const layer = new ConvLSTM2D({
      filters: 2,
      kernelSize: [2, 3],
      strides: 2,
      padding: 'same',
      returnSequences: true,
      goBackwards: true,
      recurrentActivation: 'hardSigmoid',
    });
    const mask: Value = { dtype: 'bool', shape: [1, 2], data: Uint8Array.of(1, 0) };
    const [y] = run(layer, wave([1, 2, 3, 4, 1], 0), mask);
    expect(y!.shape).toEqual([1, 2, 2, 2, 2]);
    close(
      y!.data,
      [
        0, 0, 0, 0, 0, 0, 0, 0, -0.3012891, -0.3002677, -0.135141, 0.0723002, -0.0967637, -0.1234236, -0.1406418,
        -0.060528,
      ],
    );
  });

  it('along three axes, without a bias', () => {
    const [y] = run(new ConvLSTM3D({ filters: 1, kernelSize: 2, useBias: false }), wave([1, 2, 3, 2, 2, 1], 0));
    expect(y!.shape).toEqual([1, 2, 1, 1, 1]);
    close(y!.data, [-0.0528217, 0.0632634]);
  });
});

it('with a window of one place is an LSTM at each place, gradients and all', () => {
  const conv = new ConvLSTM2D({ filters: 3, kernelSize: 1, returnSequences: true });
  const lstm = new LSTM({ units: 3, returnSequences: true });
  const [batch, steps, height, width, channels] = [2, 4, 2, 3, 2] as const;
  const x = wave([batch, steps, height, width, channels], 5);
  const of = (layer: Layer, apply: (x: Tensor) => Tensor): number[][] => {
    const { trace, evaluate } = traced([layer]);
    const y = apply(trace.input('x', x));
    const loss = y
      .mul(
        y.constant(
          Float32Array.from({ length: sizeOf(y.shape) }, (_, i) => Math.cos(i)),
          y.shape,
        ),
      )
      .sum();
    const weights = [...trace.parameters.values()];
    const found = gradients(
      trace.b,
      loss.ref,
      weights.map(({ value }) => value.ref),
    );
    const values = weights.map(({ path, parameter: { shape } }, i) => [path, wave(shape, i, 0.5)] as const);
    const outputs = evaluate(
      { y, ...Object.fromEntries(found.map((ref, i) => [`g${i}`, new Tensor(trace.b, ref)])) },
      { x, ...Object.fromEntries(values) },
    );
    return Object.values(outputs).map(({ data }) => [...data]);
  };
  const wanted = of(lstm, (input) => {
    const places = input.transpose([0, 2, 3, 1, 4]).reshape([batch * height * width, steps, channels]);
    return lstm.apply(places).reshape([batch, height, width, steps, 3]).transpose([0, 3, 1, 2, 4]);
  });
  of(conv, (input) => conv.apply(input)).forEach((data, i) => close(data, wanted[i]!));
});

it('draws masks of whole images for each gate, once for a sequence', () => {
  const layer = new ConvLSTM1D({ filters: 2, kernelSize: 2, dropout: 0.5, recurrentDropout: 0.25 });
  const { trace } = traced([layer], 'train');
  layer.apply(trace.input('x', { dtype: 'f32', shape: [3, 6, 5, 1] }, { from: 'data', name: 'x' }));
  expect([...trace.sites.values()].map(({ path, rows, type }) => [path, rows, type.shape])).toEqual([
    ['net/layers/0/dropout', 'own', [3, 4, 5, 1]],
    ['net/layers/0/recurrentDropout', 'own', [3, 4, 4, 2]],
  ]);
});

it('goes both ways in Bidirectional', () => {
  const both = new Bidirectional({ layer: new ConvLSTM1D({ filters: 2, kernelSize: 3, padding: 'same' }) });
  const { trace } = traced([both, new Reshape({ targetShape: [1] })]);
  expect(both.apply(trace.input('x', { dtype: 'f32', shape: [3, 6, 5, 1] })).shape).toEqual([3, 5, 4]);
});

it.each<[string, () => unknown, RegExp]>([
  ['no filters', () => new ConvLSTM2D({ kernelSize: 3 } as never), /filters/],
  [
    'strides and dilation',
    () => new ConvLSTM1D({ filters: 1, kernelSize: 2, strides: 2, dilationRate: 2 }),
    /ConvLSTM1D: strides above 1 and a dilationRate above 1 do not go together/,
  ],
  [
    'an image for a sequence of images',
    () => applied(new ConvLSTM2D({ filters: 1, kernelSize: 2 }), [2, 5, 5, 1]),
    /ConvLSTM2D.*needs an input \[batch, steps, height, width, channels\] of known channels\. Received \[2, 5, 5, 1\]/,
  ],
  [
    'a window that does not fit',
    () => applied(new ConvLSTM1D({ filters: 1, kernelSize: 6 }), [2, 5, 5, 1]),
    /the window of 6 does not fit into axis 2/,
  ],
])('refuses %s', (_, make, message) => {
  expect(make).toThrow(message);
});

function applied(layer: Layer, shape: Shape): unknown {
  const { trace } = traced([layer]);
  return layer.apply(trace.input('x', { dtype: 'f32', shape }));
}
