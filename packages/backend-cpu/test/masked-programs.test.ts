/**
 * Random programs full of masks and products, compacted and not, to the bit: all values are small whole numbers, so a column
 * that is dropped although somebody sees it, or held to be zero although it is not, cannot hide behind rounding.
 */
import {
  GraphBuilder,
  fillUniform,
  key,
  simplify,
  sizeOf,
  type Graph,
  type Ref,
  type Shape,
  type TensorData,
} from '@bernoulli/api/ir';
import { describe, expect, it } from 'vitest';
import { planCompaction } from '../src/compact/plan.ts';
import { cpu } from '../src/index.ts';
import { chooser } from './chooser.ts';

const PROGRAMS = 300;
const RUNS = 2;
/** Rows and columns are as many, so that nothing but the analysis tells them apart. */
const N = 72;
const SEQUENCES = 3;
const matrices = ['x0', 'x1', 'x2'];
const rows = ['r0', 'r1'];

function program(seed: number): Graph {
  const { below, of } = chooser(seed);
  const b = new GraphBuilder();
  // Every third program is one of sequences.
  const lead = seed % 3 === 2 ? [SEQUENCES] : [];
  const shape = [...lead, N, N];
  const rank = shape.length;
  const floats: Ref[] = matrices.map((name) => b.input(name, 'f32', shape));
  const weights: Ref[] = ['w0', 'w1'].map((name) => b.input(name, 'f32', [N, N]));
  const biases: Ref[] = rows.map((name) => b.input(name, 'f32', [N]));
  const masks: Ref[] = [
    b.input('across', 'bool', [1, N]),
    b.input('down', 'bool', [N, 1]),
    b.less(b.uniform(b.input('key', 'i32', [2]), [1, N]), 0.25),
    b.reshape(b.input('flat', 'bool', [N]), [1, N]),
    b.input('everything', 'bool', [1, 1]),
    ...lead.map((n) => b.input('entries', 'bool', [n, 1, 1])),
  ];
  const clamp = (x: Ref, most: number): Ref => b.maximum(b.minimum(x, most), -most);
  const pick = (): Ref => (below(5) === 0 ? of(floats) : floats.at(-1 - below(2))!);
  const mask = (): Ref => of(masks);
  const number = (): Ref => b.cast(mask(), 'f32');
  const product = (x: Ref, y: Ref): Ref =>
    clamp(
      b.matMul(clamp(x, 6), clamp(y, 6), {
        transposeA: below(3) === 0 && x.shape.length === y.shape.length,
        transposeB: below(3) === 0,
      }),
      200,
    );
  const moves: (() => Ref)[] = [
    () => b.select(mask(), pick(), 0),
    () => b.select(mask(), b.mul(pick(), 2), 0),
    () => b.mul(pick(), of([number(), b.mul(number(), 2)])),
    () => b.select(mask(), pick(), pick()),
    () => b.select(b.not(mask()), pick(), 0),
    () => b.select(b.greater(pick(), of([0, 1])), pick(), 0),
    () => b.select(b.and(b.less(pick(), 3), mask()), pick(), 0),
    () => b.select(b.or(b.notEqual(pick(), 0), mask()), pick(), pick()),
    () => product(pick(), of(weights)),
    () => product(of(rank === 2 ? weights : floats), pick()),
    () => product(pick(), pick()),
    () => product(b.select(mask(), pick(), 0), of([...weights, pick()])),
    () => b.select(mask(), b.maximum(b.add(product(pick(), of(weights)), of(biases)), 0), 0),
    () => b.mul(product(pick(), of(weights)), number()),
    () => b.maximum(pick(), 0),
    () => b.add(pick(), of([...biases, pick()])),
    () => b.sub(pick(), b.reduceSum(clamp(pick(), 1), [below(rank)], true)),
    () => b.mul(clamp(pick(), 4), clamp(pick(), 4)),
    () => b.sub(1, b.mul(clamp(pick(), 3), clamp(pick(), 3))),
    () => b.floor(b.div(pick(), 2)),
    () => b.round(b.cos(pick())),
    () => b.neg(b.abs(b.stopGradient(pick()))),
    () => b.transpose(pick(), rank === 2 ? [1, 0] : [0, 2, 1]),
    () => b.reshape(b.sign(b.reshape(pick(), [1, ...shape])), shape),
    () => b.exp(b.minimum(b.mul(b.abs(pick()), -1e4), 0)),
  ];
  for (let i = 0; i < 12 + below(24); i++) {
    const next = of(moves)();
    floats.push(next.shape.length === rank ? clamp(next, 300) : b.broadcastTo(next, shape));
    if (below(12) === 0) masks.push(b.and(mask(), b.greater(of(biases), -3)));
  }
  const outputs = { y: b.reduceSum(clamp(floats.at(-1)!, 8), [0]), z: b.select(mask(), floats.at(-2)!, 0) };
  const graph = b.build({
    outputs: below(3) === 0 ? { ...outputs, seen: of(floats) } : outputs,
    state: weights.map((node, i) => ({
      name: `w${i}`,
      node,
      next: below(2) === 0 ? clamp(rank === 2 ? of(floats) : b.reduceSum(of(floats), [0]), 9) : null,
    })),
  });
  return simplify(graph, { final: true });
}

function value(shape: Shape, dtype: 'f32' | 'i32' | 'bool', seed: number, keep: number): TensorData {
  const draws = new Float32Array(sizeOf(shape));
  fillUniform(key(seed), draws);
  if (dtype === 'bool') return { dtype, shape, data: Uint8Array.from(draws, (u) => +(u < keep)) };
  if (dtype === 'i32') return { dtype, shape, data: Int32Array.from(draws, (u) => u * 1e6) };
  return { dtype, shape, data: draws.map((u) => Math.floor(u * 9) - 4) };
}

describe('random programs of masks and products', () => {
  it.each(Array.from({ length: PROGRAMS }, (_, i) => i))('program %i', async (seed) => {
    const graph = program(seed);
    const [compacted, whole] = await Promise.all([
      cpu({ threads: 1 + (seed % 2), grain: 0 }).compile(graph),
      cpu({ threads: 1, compaction: false }).compile(graph),
    ]);
    const state = graph.state.map(({ name, node }, i) => [name, value(graph.nodes[node]!.shape, 'f32', i, 0)] as const);
    for (const [name, data] of state)
      for (const executable of [compacted, whole]) await executable.writeState(name, data);
    for (let run = 0; run < RUNS; run++) {
      const inputs = Object.fromEntries(
        graph.inputs.map(({ name, node }, i) => {
          const { dtype, shape } = graph.nodes[node]!;
          return [name, value(shape, dtype, 7 * seed + 100 * run + i, run === 0 ? 0.2 : 0.6)];
        }),
      );
      const [got, expected] = [await compacted.run(inputs), await whole.run(inputs)];
      for (const name of Object.keys(expected)) expectSame(got[name]!, expected[name]!, name);
      for (const { name } of graph.state)
        expectSame(await compacted.readState(name), await whole.readState(name), name);
    }
    await Promise.all([compacted.dispose(), whole.dispose()]);
  });

  it('compact many products along every axis', () => {
    const plans = Array.from({ length: PROGRAMS }, (_, i) => [...planCompaction(program(i)).values()]).flat();
    expect(plans.length).toBeGreaterThan(PROGRAMS / 2);
    for (const axis of ['m', 'k', 'n'] as const)
      expect(plans.filter((p) => p[axis] !== null).length).toBeGreaterThan(PROGRAMS / 10);
  });

  it.each(['entries', 'everything'])('leave out %s of many products', (name) => {
    const left = Array.from({ length: PROGRAMS }, (_, i) => program(i)).flatMap((graph) => {
      const mask = graph.inputs.find((input) => input.name === name)?.node;
      return [...planCompaction(graph).values()].filter(({ m }) => m !== null && m === mask);
    });
    expect(left.length).toBeGreaterThan(PROGRAMS / 30);
  });
});

function expectSame({ data: a }: TensorData, { data: b }: TensorData, name: string): void {
  const at = Array.from(a).findIndex((x, i) => x !== b[i]);
  expect(at < 0 ? null : [at, a[at], b[at]], name).toBe(null);
}
