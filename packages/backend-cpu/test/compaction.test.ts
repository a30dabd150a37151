/** Products that leave out what masks drop, on every build, against the interpreter and against the products taken whole. */
import {
  fillUniform,
  GraphBuilder,
  key,
  sizeOf,
  type Graph,
  type Ref,
  type Shape,
  type TensorData,
} from '@bernoulli/api/ir';
import { interpret, type Value } from '@bernoulli/api/ir/interpret';
import { describe, expect, it } from 'vitest';
import { planCompaction } from '../src/compact/plan.ts';
import { cpu, type CpuOptions } from '../src/index.ts';
import { activations, sharedDropout, trainingStep, type MaskedNetwork } from './masked-network.ts';
import { variants } from './variants.ts';

function draws(seed: number, size: number): Float32Array {
  const out = new Float32Array(size);
  fillUniform(key(seed), out);
  return out;
}

/** Small whole numbers, of which sums are exact in any order. */
function whole(shape: Shape, seed: number): TensorData {
  return { dtype: 'f32', shape, data: draws(seed, sizeOf(shape)).map((u) => Math.floor(u * 9) - 4) };
}

/** Which of n are kept, by the name of the case. */
const patterns: Readonly<Record<string, (n: number) => (i: number) => boolean>> = {
  none: () => () => false,
  all: () => () => true,
  one: (n) => (i) => i === n - 2,
  half: (n) => {
    const u = draws(n, n);
    return (i) => u[i]! < 0.5;
  },
  nearlyAll: () => (i) => i % 31 !== 7,
};

function maskOf(shape: Shape, pattern: string): TensorData {
  const n = sizeOf(shape);
  const keeps = patterns[pattern]!(n);
  return { dtype: 'bool', shape, data: Uint8Array.from({ length: n }, (_, i) => +keeps(i)) };
}

const [M, K, N] = [131, 117, 142];

/** One product in which some of the axes are masked: m and k in A, n in C. */
function product(transposeA: boolean, transposeB: boolean, masked: string): Graph {
  const b = new GraphBuilder();
  const mask = (shape: Shape, name: string): Ref => b.input(name, 'bool', shape);
  let x = b.input('a', 'f32', transposeA ? [K, M] : [M, K]);
  if (masked.includes('m')) x = b.select(mask(transposeA ? [1, M] : [M, 1], 'm'), x, 0);
  if (masked.includes('k')) x = b.select(mask(transposeA ? [K, 1] : [1, K], 'k'), x, 0);
  const c = b.matMul(x, b.input('b', 'f32', transposeB ? [N, K] : [K, N]), { transposeA, transposeB });
  return b.build({ outputs: { y: masked.includes('n') ? b.select(mask([N], 'n'), b.add(c, 1), 0) : c } });
}

const layouts = [false, true].flatMap((ta) => [false, true].map((tb) => [ta, tb] as const));
const axes = ['m', 'k', 'n', 'mk', 'kn', 'mn', 'mkn'];

describe('a product of what is kept', () => {
  it.each(layouts)('is the masked product, transposed %s %s', async (ta, tb) => {
    for (const masked of axes) {
      const graph = product(ta, tb, masked);
      expect(planCompaction(graph).size, masked).toBe(1);
      const executables = await Promise.all(variants.map((options) => cpu(options).compile(graph)));
      for (const pattern of Object.keys(patterns)) {
        const inputs = Object.fromEntries(
          graph.inputs.map(({ name, node }, i) => {
            const { dtype, shape } = graph.nodes[node]!;
            return [name, dtype === 'bool' ? maskOf(shape, pattern) : whole(shape, i)];
          }),
        );
        // The first runs the plain kernel, which leaves nothing out.
        const [expected, ...others] = await Promise.all(executables.map(async (e) => (await e.run(inputs))['y']!.data));
        others.forEach((got, i) => expect(firstOther(got, expected!), `${masked} ${pattern} ${i}`).toBe(-1));
      }
      await Promise.all(executables.map((e) => e.dispose()));
    }
  });
});

/** Where two arrays begin to differ; −1 if nowhere. */
function firstOther(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a.length).toBe(b.length);
  return Array.from(a).findIndex((x, i) => x !== b[i]);
}

const network: MaskedNetwork = {
  batch: 80,
  widths: [76, 96, 88, 72],
  activation: activations.relu,
  mask: sharedDropout(),
};

interface Trained {
  readonly losses: ArrayLike<number>;
  readonly weights: readonly ArrayLike<number>[];
}

/** Feeds some steps and gives the losses and the weights behind them. */
async function train(graph: Graph, options: CpuOptions | undefined, steps: number): Promise<Trained> {
  const executable = await cpu(options).compile(graph);
  for (const [i, { name, node }] of graph.state.entries()) {
    const { shape } = graph.nodes[node]!;
    await executable.writeState(name, initial(shape, i));
  }
  const losses: number[] = [];
  for (let step = 0; step < steps; step++) losses.push((await executable.run(inputsAt(graph, step)))['loss']!.data[0]!);
  const weights = await Promise.all(graph.state.map(async ({ name }) => (await executable.readState(name)).data));
  await executable.dispose();
  return { losses, weights };
}

function initial(shape: Shape, i: number): TensorData {
  const scale = 1 / Math.sqrt(shape[0]!);
  return { dtype: 'f32', shape, data: draws(50 + i, sizeOf(shape)).map((u) => scale * (u - 0.5)) };
}

function inputsAt(graph: Graph, step: number): Record<string, TensorData> {
  return Object.fromEntries(
    graph.inputs.map(({ name, node }, i) => {
      const { dtype, shape } = graph.nodes[node]!;
      if (dtype === 'i32') return [name, { dtype, shape, data: Int32Array.of(i, step) }];
      return [name, { dtype, shape, data: draws(100 * step + i, sizeOf(shape)) }];
    }),
  );
}

function near(got: Trained, expected: Trained): void {
  [got.losses, ...got.weights].forEach((values, i) => {
    const wanted = i === 0 ? expected.losses : expected.weights[i - 1]!;
    let [worst, size] = [0, 0];
    for (let j = 0; j < wanted.length; j++) {
      worst = Math.max(worst, Math.abs(values[j]! - wanted[j]!));
      size = Math.max(size, Math.abs(wanted[j]!));
    }
    expect(worst).toBeLessThanOrEqual(3e-6 * size);
  });
}

describe('training with masks that the batch shares', () => {
  const STEPS = 3;

  it.each(Object.entries(activations))('is what the masked products make of it: %s', async (_, activation) => {
    const graph = trainingStep({ ...network, activation });
    expect(planCompaction(graph).size).toBe(8);
    const [plain, ...others] = variants;
    const expected = await train(graph, plain, STEPS);
    for (const options of [...others, { compaction: false }]) near(await train(graph, options, STEPS), expected);
  });

  it('is what the interpreter makes of it', async () => {
    const graph = trainingStep({ ...network, activation: activations.tanh });
    const losses: number[] = [];
    let state: Record<string, Value | TensorData> = Object.fromEntries(
      graph.state.map(({ name, node }, i) => [name, initial(graph.nodes[node]!.shape, i)]),
    );
    for (let step = 0; step < STEPS; step++) {
      const after = interpret(graph, inputsAt(graph, step), state);
      losses.push(after.outputs['loss']!.data[0]!);
      state = after.state;
    }
    near(await train(graph, {}, STEPS), { losses, weights: graph.state.map(({ name }) => state[name]!.data) });
  });

  it('gives the same bits on one thread and two, and at each run', async () => {
    const graph = trainingStep(network);
    const once = await train(graph, { threads: 1 }, 3);
    for (const options of [{ threads: 1 }, { threads: 2, grain: 0 }, { threads: 3, grain: 0 }])
      expect(await train(graph, options, 3)).toEqual(once);
  });

  it('moves the weights of kept units only', async () => {
    const graph = trainingStep({ ...network, mask: sharedDropout(0.25) });
    const before = await train(graph, {}, 0);
    const after = await train(graph, {}, 1);
    const w1 = graph.state.findIndex((s) => s.name === 'w1');
    const columns = graph.nodes[graph.state[w1]!.node]!.shape[1]!;
    const moved = new Uint8Array(columns);
    Array.from(after.weights[w1]!).forEach((w, i) => (moved[i % columns]! |= +(w !== before.weights[w1]![i])));
    const share = moved.reduce((sum, m) => sum + m, 0) / columns;
    expect(share).toBeGreaterThan(0.1);
    expect(share).toBeLessThan(0.4);
  });
});

it('does not let what a mask drops spoil the rest', async () => {
  const b = new GraphBuilder();
  const mask = b.input('mask', 'bool', [1, 128]);
  const y = b.matMul(b.select(mask, b.input('x', 'f32', [128, 128]), 0), b.input('w', 'f32', [128, 128]));
  const graph = b.build({ outputs: { y } });
  const w = whole([128, 128], 2);
  w.data.fill(Infinity, 0, 128);
  const inputs = {
    mask: { dtype: 'bool', shape: [1, 128], data: Uint8Array.from({ length: 128 }, (_, i) => i & 1) },
    x: whole([128, 128], 1),
    w,
  } as const;
  const run = async (compaction: boolean): Promise<ArrayLike<number>> =>
    (await (await cpu({ compaction }).compile(graph)).run(inputs))['y']!.data;
  expect(Array.from(await run(true)).every(Number.isFinite)).toBe(true);
  expect(Array.from(await run(false)).some(Number.isFinite)).toBe(false);
});
