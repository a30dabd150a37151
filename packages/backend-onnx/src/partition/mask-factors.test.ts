import { GraphBuilder, gradients, print, scalarOf, simplify, type Graph, type Ref } from '@bernoulli/api/ir';
import { interpret } from '@bernoulli/api/ir/interpret';
import { expect, it } from 'vitest';
import { f32 } from '../../test/training-step.ts';
import type { Noise } from './assign-side.ts';
import { maskFactors } from './mask-factors.ts';

/** A dropped hidden layer and the gradient through it; `dropped` is what stands where the mask does not keep. */
function masked(dropped: number): Graph {
  const b = new GraphBuilder();
  const [x, w, v] = [b.input('x', 'f32', [4, 3]), b.input('w', 'f32', [3, 5]), b.input('v', 'f32', [5, 2])];
  const mask = b.less(b.uniform(b.input('key', 'i32', [2]), [4, 5]), 0.75);
  const hidden = b.select(mask, b.mul(b.matMul(x, w), 4 / 3), dropped);
  const loss = b.reduceSum(b.tanh(b.matMul(hidden, v)));
  const [dw, dv] = gradients(b, loss, [w, v]);
  return simplify(b.build({ outputs: { loss, dw: dw!, dv: dv! } }), { final: true });
}

/** What is left of the graph when its masks are factors. */
const factored = (graph: Graph, noise: Noise = 'host'): Graph => simplify(maskFactors(graph, noise), { final: true });

it('choosing and scaling by a mask becomes one product, forward and backward', () => {
  const before = masked(0);
  const after = factored(before);
  const count = (graph: Graph, op: string): number => graph.nodes.filter((node) => node.op === op).length;
  expect([count(before, 'select'), count(after, 'select')]).toEqual([2, 1]);
  expect(count(after, 'mul')).toBeLessThanOrEqual(count(before, 'mul'));
  const factor = after.nodes.find(({ op }) => op === 'select')!;
  expect(factor.inputs.slice(1).map((id) => after.nodes[id]!.op)).toEqual(['constant', 'constant']);
});

it('and nothing that is finite changes', () => {
  const graph = masked(0);
  const inputs = {
    x: f32([4, 3], (i) => Math.sin(i * i)),
    w: f32([3, 5], Math.cos),
    v: f32([5, 2], Math.sin),
    key: { dtype: 'i32', shape: [2], data: Int32Array.of(3, 4) },
  } as const;
  const [want, got] = [graph, factored(graph)].map((g) => interpret(g, inputs).outputs);
  for (const [name, { data }] of Object.entries(want!))
    data.forEach((value, i) => expect(got![name]!.data[i]!).toBeCloseTo(value, 12));
});

it('other values than 0, and masks that the host does not draw, are left alone', () => {
  const { nodes } = factored(masked(0.5));
  const selects = nodes.filter(({ op }) => op === 'select').map(({ inputs }) => nodes[inputs[2]!]!);
  expect(selects.map((other) => other.op === 'constant' && other.attrs.value[0])).toEqual([0.5, 0]);
  expect(print(maskFactors(masked(0), 'graph'))).toBe(print(masked(0)));
});

/** A product of what `write` makes of a mask and hidden units, which is the session's, with a second mask beside it. */
function program(write: (b: GraphBuilder, h: Ref, mask: Ref, other: Ref) => Ref): Graph {
  const b = new GraphBuilder();
  const [x, w, v] = [b.input('x', 'f32', [4, 3]), b.input('w', 'f32', [3, 5]), b.input('v', 'f32', [5, 2])];
  const mask = (key: string): Ref => b.less(b.uniform(b.input(key, 'i32', [2]), [4, 5]), 0.75);
  const h = b.tanh(b.matMul(x, w));
  return b.build({ outputs: { y: b.matMul(write(b, h, mask('key'), mask('other')), v) } });
}

/** The factors of a graph: what stands for each mask where it keeps. */
function factorsOf(graph: Graph): number[] {
  const { nodes } = factored(graph);
  const products = nodes.filter(({ op, inputs }) => op === 'mul' && inputs.some((id) => nodes[id]!.op === 'select'));
  const selects = new Set(products.flatMap(({ inputs }) => inputs.filter((id) => nodes[id]!.op === 'select')));
  return [...selects].map((id) => scalarOf(nodes[nodes[id]!.inputs[1]!]!)!);
}

it.each<[string, Parameters<typeof program>[0], number[]]>([
  ['scaled before, the constant on the left', (b, h, mask) => b.select(mask, b.mul(2, h), 0), [2]],
  ['scaled before, the constant on the right', (b, h, mask) => b.select(mask, b.mul(h, 2), 0), [2]],
  ['scaled behind', (b, h, mask) => b.mul(b.select(mask, h, 0), 2), [2]],
  ['scaled behind, the constant on the left', (b, h, mask) => b.mul(2, b.select(mask, h, 0)), [2]],
  ['not scaled', (b, h, mask) => b.select(mask, h, 0), [1]],
  [
    'two masks',
    (b, h, mask, other) => b.add(b.select(mask, b.mul(h, 2), 0), b.select(other, b.mul(b.exp(h), 2), 0)),
    [2, 2],
  ],
  [
    'one mask with two scales',
    (b, h, mask) => b.add(b.select(mask, b.mul(h, 2), 0), b.select(mask, b.mul(b.exp(h), 3), 0)),
    [2, 3],
  ],
  ['one mask twice', (b, h, mask) => b.add(b.select(mask, b.mul(h, 2), 0), b.select(mask, b.mul(b.exp(h), 2), 0)), [2]],
  ['a mask that draws nothing', (b, h) => b.select(b.greater(b.input('m', 'f32', [4, 5]), 0), h, 0), []],
  ['integers', (b, h, mask) => b.cast(b.select(mask, b.cast(h, 'i32'), 0), 'f32'), []],
])('%s', (_, write, factors) => {
  const graph = program(write);
  expect(factorsOf(graph).sort()).toEqual(factors);
  const key = (seed: number) => ({ dtype: 'i32', shape: [2], data: Int32Array.of(seed, 4) }) as const;
  const inputs = {
    x: f32([4, 3], (i) => Math.sin(i * i)),
    w: f32([3, 5], Math.cos),
    v: f32([5, 2], Math.sin),
    m: f32([4, 5], Math.sin),
    key: key(3),
    other: key(5),
  };
  const given = Object.fromEntries(graph.inputs.map(({ name }) => [name, inputs[name as keyof typeof inputs]]));
  const [want, got] = [graph, maskFactors(graph, 'host')].map((g) => interpret(g, given).outputs['y']!);
  want!.data.forEach((value, i) => expect(got!.data[i]).toBeCloseTo(value, 12));
});

it('one factor is written for all that a mask drops alike, and a graph without one is left as it is', () => {
  const twice = program((b, h, mask) => b.add(b.select(mask, h, 0), b.select(mask, b.exp(h), 0)));
  expect(maskFactors(twice, 'host').nodes.filter(({ op }) => op === 'select')).toHaveLength(1);
  expect(maskFactors(twice, 'graph')).toBe(twice);
});

it('what is scaled by no number is a factor by itself', () => {
  expect(factorsOf(program((b, h, mask) => b.select(mask, b.mul(h, Infinity), 0)))).toEqual([1]);
});

it('what is scaled behind twice keeps both scales', () => {
  const graph = program((b, h, mask) => b.mul(b.add(b.mul(b.select(mask, h, 0), 2), 0), 3));
  expect(factorsOf(graph)).toEqual([2]);
  const twice = program((b, h, mask) => b.mul(b.mul(b.select(mask, b.mul(h, 5), 0), 2), 3));
  expect(factorsOf(twice)).toEqual([5]);
});
