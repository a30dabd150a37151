/** Every activation's slope where its formula has a corner, as Keras's own functions have it under `jax.grad`, on every backend. */
import { activations, Tensor, type Backend } from '@bernoulli/api';
import { GraphBuilder, gradients, type Graph, type Ref, type Values } from '@bernoulli/api/ir';
import { interpret } from '@bernoulli/api/ir/interpret';
import { describe, expect, it } from 'vitest';
import { backends, cpuBuilds } from './backends.ts';

type Name = keyof typeof activations;

interface Slope {
  readonly at: number;
  /** Of the first of two elements, the other being 0, by itself. */
  readonly slope: number;
  readonly config?: object;
}

/** Keras 3.15.1 on JAX 0.10.2. Where no formula has a corner, 0 stands for what an implementation may make one. */
const slopes: { readonly [A in Name]: readonly Slope[] } = {
  celu: [
    { at: 0, slope: 1 },
    { at: 0, slope: 1, config: { alpha: 2 } },
  ],
  elu: [
    { at: 0, slope: 1 },
    { at: 0, slope: 2, config: { alpha: 2 } },
  ],
  exponential: [{ at: 0, slope: 1 }],
  gelu: [
    { at: 0, slope: 0.5 },
    { at: 0, slope: 0.5, config: { approximate: true } },
  ],
  glu: [{ at: 0, slope: 0.5 }],
  hardShrink: [
    { at: -0.5, slope: 0 },
    { at: 0.5, slope: 0 },
  ],
  hardSigmoid: [
    { at: -3, slope: 0 },
    { at: 0, slope: 1 / 6 },
    { at: 3, slope: 0 },
  ],
  hardSilu: [
    { at: -3, slope: 0 },
    { at: 0, slope: 0.5 },
    { at: 3, slope: 1 },
  ],
  hardTanh: [
    { at: -1, slope: 1 },
    { at: 1, slope: 1 },
  ],
  leakyRelu: [
    { at: 0, slope: 1 },
    { at: 0, slope: 1, config: { negativeSlope: 0.3 } },
  ],
  linear: [{ at: 0, slope: 1 }],
  logSigmoid: [{ at: 0, slope: 0.5 }],
  logSoftmax: [{ at: 0, slope: 0.5 }],
  mish: [{ at: 0, slope: 0.6 }],
  relu: [
    { at: 0, slope: 0 },
    { at: 0, slope: 1, config: { negativeSlope: 0.1 } },
    { at: 0, slope: 0, config: { maxValue: 6 } },
    { at: 6, slope: 0, config: { maxValue: 6 } },
    { at: 1, slope: 0, config: { threshold: 1 } },
  ],
  relu6: [
    { at: 0, slope: 0 },
    { at: 6, slope: 0 },
  ],
  selu: [{ at: 0, slope: 1.7580993408473766 }],
  sigmoid: [{ at: 0, slope: 0.25 }],
  silu: [{ at: 0, slope: 0.5 }],
  softmax: [{ at: 0, slope: 0.25 }],
  softShrink: [
    { at: -0.5, slope: 0 },
    { at: 0.5, slope: 0 },
  ],
  softplus: [{ at: 0, slope: 0.5 }],
  softsign: [{ at: 0, slope: 1 }],
  sparsePlus: [
    { at: -1, slope: 0 },
    { at: 1, slope: 1 },
  ],
  // JAX halves ties here, and has 1/4.
  sparseSigmoid: [
    { at: -1, slope: 0 },
    { at: 1, slope: 0 },
  ],
  // The simplex of two elements is left at −1 and 1; Keras's sparsemax is another function.
  sparsemax: [
    { at: -1, slope: 0 },
    { at: 0, slope: 0.5 },
    { at: 1, slope: 0 },
  ],
  squareplus: [{ at: 0, slope: 0.5 }],
  tanh: [{ at: 0, slope: 1 }],
  tanhShrink: [{ at: 0, slope: 0 }],
  threshold: [
    { at: 0, slope: 0 },
    { at: 0.5, slope: 0, config: { threshold: 0.5, defaultValue: -1 } },
  ],
};

type Configured = (x: Tensor, config?: object) => Tensor;

/** The activation of the first of two elements in each row, and its slope by that element. */
function write(b: GraphBuilder, x: Ref, name: Name, config?: object): { y: Ref; slope: Ref } {
  const rows = x.shape[0]!;
  const y = (activations[name] as Configured)(new Tensor(b, x), config).ref;
  const first = b.slice(y, [0, 0], [rows, 1]);
  const [slope] = gradients(b, b.reduceSum(first), [x]);
  return { y: first, slope: b.slice(slope!, [0, 0], [rows, 1]) };
}

const rows = Object.entries(slopes).flatMap(([name, corners]) =>
  corners.flatMap(({ at, slope, config }) =>
    (at === 0 ? [0, -0] : [at]).map((x) => ({
      name: name as Name,
      x,
      slope,
      config,
      label: `${name} ${config ? JSON.stringify(config) + ' ' : ''}at ${Object.is(x, -0) ? '-0' : x}`,
    })),
  ),
);

describe.each(Object.entries({ ...backends, ...cpuBuilds }))('%s', (_, make) => {
  it('has the slopes of Keras', async () => {
    const digits = (x: number): string => (x + 0).toFixed(6);
    const found = await slopesOn(make());
    expect(Object.fromEntries(rows.map(({ label }) => [label, digits(found[label]!.data[0]!)]))).toEqual(
      Object.fromEntries(rows.map(({ label, slope }) => [label, digits(slope)])),
    );
  });
});

/** All rows as one graph, so that a backend compiles once. */
async function slopesOn(backend: Backend): Promise<Values> {
  const b = new GraphBuilder();
  const outputs = rows.map(({ name, config, label }) => {
    return [label, write(b, b.input(label, 'f32', [1, 2]), name, config).slope] as const;
  });
  const inputs = rows.map(
    ({ x, label }) => [label, { dtype: 'f32', shape: [1, 2], data: Float32Array.of(x, 0) }] as const,
  );
  const executable = await backend.compile(b.build({ outputs: Object.fromEntries(outputs) }));
  const found = await executable.run(Object.fromEntries(inputs));
  await executable.dispose();
  return found;
}

describe('the slope lies between those of the two sides', () => {
  // Corners at any multiple of 1/8 show, listed above or not.
  const grid = Array.from({ length: 129 }, (_, i) => (i - 64) / 8);
  const step = 1e-6;

  it.each(Object.keys(slopes) as Name[])('%s', (name) => {
    const b = new GraphBuilder();
    const x = b.input('x', 'f32', [grid.length, 2]);
    const graph = b.build({ outputs: write(b, x, name) });
    const [below, here, above] = [-step, 0, step].map((by) => valuesAt(graph, by));
    here!.slope.forEach((slope, i) => {
      const sides = [here!.y[i]! - below!.y[i]!, above!.y[i]! - here!.y[i]!].map((rise) => rise / step);
      const slack = 1e-4 * (1 + Math.abs(slope));
      expect(slope, `at ${grid[i]}`).toBeGreaterThanOrEqual(Math.min(...sides) - slack);
      expect(slope, `at ${grid[i]}`).toBeLessThanOrEqual(Math.max(...sides) + slack);
    });
  });

  function valuesAt(graph: Graph, by: number): { y: number[]; slope: number[] } {
    const data = Float64Array.from(grid.flatMap((x) => [x + by, 0]));
    const { outputs } = interpret(graph, { x: { dtype: 'f32', shape: [grid.length, 2], data } });
    return { y: [...outputs['y']!.data], slope: [...outputs['slope']!.data] };
  }
});
