/** An op without a lowering is written in simpler ones, and a session computes what the interpreter does. */
import { GraphBuilder, ops, type Graph, type OpName } from '@bernoulli/api/ir';
import { interpret } from '@bernoulli/api/ir/interpret';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { expect, it } from 'vitest';
import { lowerings } from '../lowerings/index.ts';
import { encodeModel } from '../proto/encode.ts';
import { lowerable } from './lowerable.ts';
import { lowerGraph } from './lower-graph.ts';

const data = Float32Array.from({ length: 24 }, (_, i) => 3 * Math.sin(i * i));

/** Each of these once, in an order that keeps all values moderate. */
function chain(): Graph {
  const b = new GraphBuilder();
  const x = b.input('x', 'f32', [4, 6]);
  const squashed = b.tanh(b.sub(b.sigmoid(x), b.softmax(x)));
  const rounded = b.minimum(b.round(b.mul(x, 2)), b.logSoftmax(x));
  return b.build({ outputs: { y: b.add(squashed, b.log1p(b.abs(rounded))) } });
}

const used = new Set(chain().nodes.map(({ op }) => op));
const removable = [...used].filter((op) => op in lowerings && ops[op].expand !== null);

it.each([...removable.map((op) => [op]), removable])('without lowerings for %s …', async (...gone) => {
  const table = { ...lowerings, ...Object.fromEntries(gone.map((op) => [op, null])) };
  const graph = lowerable(chain(), table);
  for (const op of gone as OpName[]) expect(graph.nodes.map((node) => node.op)).not.toContain(op);
  const session = await InferenceSession.create(encodeModel(lowerGraph(graph, graph, { name: 'chain' })));
  const got = (await session.run({ x: new Tensor('float32', data, [4, 6]) }))['y']!.data as Float32Array;
  await session.release();
  const want = interpret(chain(), { x: { dtype: 'f32', shape: [4, 6], data } }).outputs['y']!.data;
  want.forEach((value, i) => expect(Math.abs(got[i]! - value)).toBeLessThan(2e-6 * (1 + Math.abs(value))));
});

it('leaves a graph alone that has a lowering for all of it', () => {
  const graph = chain();
  expect(lowerable(graph)).toBe(graph);
  expect(removable.length).toBeGreaterThan(5);
});

it('names the ops that have neither a lowering nor an expansion', () => {
  const table = { ...lowerings, abs: null, add: null, mul: null };
  const lost = (['abs', 'add', 'mul'] as const).filter((op) => ops[op].expand === null);
  expect(() => lowerable(chain(), table)).toThrow(`backend onnx: has no lowering for ${lost.join(', ')}.`);
});
