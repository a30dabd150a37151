/** Every op on both engines, against the interpreter's f64 meaning of it. */
import { GraphBuilder, printShape, type OpName, type TensorData, type Values } from '@bernoulli/api/ir';
import { interpret, type Value } from '@bernoulli/api/ir/interpret';
import { tfjs } from '@bernoulli/backend-tfjs';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { samples, type Sample } from './op-samples.ts';

/** Relative and absolute error that a chain of f32 kernels may make; conformance holds each op to its own few steps. */
const tolerances: Partial<Record<OpName, { readonly relative: number; readonly absolute: number }>> = {
  erf: { relative: 0, absolute: 2e-7 },
  sin: { relative: 2e-6, absolute: 2e-7 },
  cos: { relative: 2e-6, absolute: 2e-7 },
  // Three hundred products of up to 9, in any order.
  matMul: { relative: 1e-5, absolute: 2e-4 },
};

describe.each(['cpu', 'wasm'] as const)('%s', (engine) => {
  const backend = tfjs({ engine });

  test.each(Object.keys(samples) as (keyof typeof samples)[])('%s', async (op) => {
    for (const sample of samples[op]() as readonly Sample[]) {
      const b = new GraphBuilder();
      const refs = sample.inputs.map(({ dtype, shape }, i) => b.input(`x${i}`, dtype, shape));
      const graph = b.build({ outputs: { y: b.node(op, refs, sample.attrs as never) } });
      const inputs: Values = Object.fromEntries(sample.inputs.map((x, i) => [`x${i}`, x]));
      const executable = await backend.compile(graph);
      const buffers = countBuffers(engine);
      const { y } = await executable.run(inputs);
      const left = countBuffers(engine) - buffers;
      await executable.dispose();
      const label = `${op} ${sample.inputs.map((x) => x.dtype + printShape(x.shape)).join(' ')} ${JSON.stringify(sample.attrs)}`;
      expectNear(
        label,
        y!,
        interpret(graph, inputs).outputs['y']!,
        tolerances[op] ?? { relative: 1e-5, absolute: 1e-6 },
      );
      expect(left, `buffers left by ${label}`).toBe(0);
    }
  });
});

function countBuffers(engine: string): number {
  return (tf.findBackend(engine) as unknown as { numDataIds(): number }).numDataIds();
}

function expectNear(
  label: string,
  got: TensorData,
  want: Value,
  by: { readonly relative: number; readonly absolute: number },
): void {
  expect({ dtype: got.dtype, shape: got.shape }, label).toEqual({ dtype: want.dtype, shape: want.shape });
  expect(got.data.length, label).toBe(want.data.length);
  want.data.forEach((wanted, i) => {
    const x = want.dtype === 'f32' ? Math.fround(wanted) : wanted;
    const y = got.data[i]!;
    const near =
      Object.is(x, y) ||
      x === y ||
      Math.abs(x - y) <= (want.dtype === 'f32' ? by.absolute + by.relative * Math.abs(x) : 0);
    if (!near) expect.fail(`${label}: element ${i} is ${y}, and should be ${x}`);
  });
}
