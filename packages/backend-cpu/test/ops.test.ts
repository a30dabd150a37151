/** Every op on every build of the backend, against the interpreter's f64 meaning of it. */
import { opNames } from '@bernoulli/api/ir';
import { interpret } from '@bernoulli/api/ir/interpret';
import { describe, expect, it } from 'vitest';
import { cpu } from '../src/index.ts';
import { opCases } from './op-cases/index.ts';

/** Relative to the largest element, since sums cancel; the SIMD polynomials and f32 sums stay well inside. */
const TOLERANCE = 2e-6;

describe.each([{ simd: false }, { simd: true }])('cpu(%o)', (options) => {
  it.each(opCases.map((c) => [c.name, c] as const))('%s', async (_, { graph, inputs }) => {
    const executable = await cpu(options).compile(graph);
    const { y } = await executable.run(inputs);
    const expected = interpret(graph, inputs).outputs['y']!;
    expect(y!.shape).toEqual(expected.shape);
    expect(y!.dtype).toBe(expected.dtype);
    const wanted = expected.dtype === 'f32' ? Float32Array.from(expected.data) : expected.data;
    if (expected.dtype !== 'f32') expect(y!.data).toEqual(wanted);
    else {
      // A sum errs by its terms, not by what is left of them.
      const terms =
        Array.from(inputs['x0']!.data).reduce((sum, x) => sum + Math.abs(x), 0) / Math.max(1, wanted.length);
      const scale = Math.max(
        1e-30,
        Number.isFinite(terms) ? terms : 0,
        ...wanted.filter((v) => Number.isFinite(v)).map(Math.abs),
      );
      const single = graph.nodes.at(-1)!.op !== 'matMul' && !graph.nodes.at(-1)!.op.startsWith('reduce');
      wanted.forEach((v, i) => {
        const got = y!.data[i]!;
        if (Object.is(v, got) || v === got) return;
        const bound = TOLERANCE * (single ? Math.max(Math.abs(v), 1e-38) : scale);
        expect(Math.abs(got - v), `element ${i}: ${got} for ${v}`).toBeLessThanOrEqual(bound);
      });
    }
    await executable.dispose();
  });
});

it('has a case for every op', () => {
  const seen = new Set(opCases.flatMap((c) => c.graph.nodes.map((n) => n.op)));
  expect(opNames.filter((op) => !seen.has(op) && op !== 'constant')).toEqual([]);
});
