/** Every op on every build of the backend, against the interpreter's f64 meaning of it. */
import { opNames, type OpName } from '@bernoulli/api/ir';
import { interpret } from '@bernoulli/api/ir/interpret';
import { describe, expect, it } from 'vitest';
import { cpu } from '../src/index.ts';
import { opCases } from './op-cases/index.ts';
import { variants } from './variants.ts';

/** Relative error; the SIMD polynomials (see accuracy.test.ts) and sums in `f32` stay well inside. */
const TOLERANCE = 2e-6;
/** Ops that round more than once. All others are exact: the one rounding is that of the result. */
const functions: readonly OpName[] = [
  'exp',
  'log',
  'log1p',
  'sin',
  'cos',
  'tanh',
  'sigmoid',
  'erf',
  'pow',
  'softmax',
  'logSoftmax',
];
/** Ops whose error is that of their terms, not of what is left of them. */
const sums: readonly OpName[] = ['matMul', 'conv', 'convInput', 'convKernel', 'reduceSum', 'scatterAdd', 'scan'];

describe.each(variants)('cpu(%o)', (options) => {
  it.each(opCases.map((c) => [c.name, c] as const))('%s', async (_, { graph, inputs }) => {
    const executable = await cpu(options).compile(graph);
    const { y } = await executable.run(inputs);
    const expected = interpret(graph, inputs).outputs['y']!;
    expect(y!.shape).toEqual(expected.shape);
    expect(y!.dtype).toBe(expected.dtype);
    const wanted = expected.dtype === 'f32' ? Float32Array.from(expected.data) : expected.data;
    const { op } = graph.nodes.at(-1)!;
    const terms = Math.max(0, ...Array.from(wanted, Math.abs), ...Object.values(inputs).map((x) => x.data.length));
    wanted.forEach((v, i) => {
      const got = y!.data[i]!;
      if (Object.is(v, got) || v === got) return;
      const bound = functions.includes(op) ? Math.max(Math.abs(v), 1e-38) : sums.includes(op) ? terms : 0;
      expect(Math.abs(got - v), `element ${i}: ${got} for ${v}`).toBeLessThanOrEqual(TOLERANCE * bound);
    });
    expect(y!.data.length).toBe(wanted.length);
    await executable.dispose();
  });
});

it('has a case for every op', () => {
  const seen = new Set(opCases.flatMap((c) => c.graph.nodes.map((n) => n.op)));
  expect(opNames.filter((op) => !seen.has(op) && op !== 'constant')).toEqual([]);
});
