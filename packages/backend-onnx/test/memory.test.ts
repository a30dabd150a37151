/** Graphs that no machine has the memory for: refused when they are compiled, at once and in our words. */
import { GraphBuilder, type Graph } from '@bernoulli/api/ir';
import { onnx } from '@bernoulli/backend-onnx';
import { expect, it } from 'vitest';

const size = 1e6;

const graphs: Readonly<Record<string, () => Graph>> = {
  'a value between': () => {
    const b = new GraphBuilder();
    return b.build({ outputs: { y: b.reduceSum(b.broadcastTo(b.input('x', 'f32', []), [size, size])) } });
  },
  'a product': () => {
    const b = new GraphBuilder();
    const product = b.matMul(b.input('x', 'f32', [size, 1]), b.input('w', 'f32', [1, size]));
    return b.build({ outputs: { y: b.reduceSum(product) } });
  },
  'carried state': () => {
    const b = new GraphBuilder();
    const w = b.input('w', 'f32', [size, size]);
    return b.build({ outputs: { y: b.reduceSum(w) }, state: [{ name: 'w', node: w, next: b.mul(w, 2) }] });
  },
  'state that nothing reads': () => {
    const b = new GraphBuilder();
    const w = b.input('w', 'f32', [size, size]);
    return b.build({ outputs: {}, state: [{ name: 'w', node: w, next: null }] });
  },
  noise: () => {
    const b = new GraphBuilder();
    return b.build({ outputs: { y: b.reduceSum(b.uniform(b.input('key', 'i32', [2]), [size, size])) } });
  },
};

it.each(Object.keys(graphs).flatMap((name) => (['none', 'cpu'] as const).map((host) => [name, host] as const)))(
  '%s, with host %s',
  async (name, host) => {
    const start = performance.now();
    await expect(onnx({ host }).compile(graphs[name]!())).rejects.toMatchObject({
      code: 'BACKEND',
      message: expect.stringContaining('out of memory') as string,
    });
    expect(performance.now() - start).toBeLessThan(10_000);
  },
);
