/** A convolutional LSTM on the kernels of every backend: what comes out, and the gradients, as on the interpreter. */
import { ConvLSTM2D, Trace } from '@bernoulli/api';
import { gradients, simplify, type TensorData } from '@bernoulli/api/ir';
import { interpret } from '@bernoulli/api/ir/interpret';
import { describe, expect, it } from 'vitest';
import { backendOf, everywhere } from './laws.ts';

const layer = new ConvLSTM2D({ filters: 2, kernelSize: 2, padding: 'same', strides: [2, 1], returnSequences: true });
const trace = new Trace(new Map([[layer, 'net']]), { mode: 'train' });
const x = trace.input('x', { dtype: 'f32', shape: [2, 3, 4, 3, 2] });
const mask = trace.input('mask', { dtype: 'bool', shape: [2, 3] });
const y = layer.apply(x, mask);
const wrt = [x.ref, ...[...trace.parameters.values()].map(({ value }) => value.ref)];
const found = gradients(trace.b, y.mul(y).sum().ref, wrt);
const outputs = { y: y.ref, ...Object.fromEntries(found.map((g, i) => [`g${i}`, g])) };
const graph = simplify(trace.b.build({ outputs }));

const inputs = Object.fromEntries(
  graph.inputs.map(({ name, node }, salt): [string, TensorData] => {
    const { dtype, shape } = graph.nodes[node]!;
    const size = shape.reduce((product, n) => product * n, 1);
    const data =
      dtype === 'bool'
        ? Uint8Array.from({ length: size }, (_, i) => Number(i !== 1))
        : Float32Array.from({ length: size }, (_, i) => Math.sin(3 * i + salt));
    return [name, { dtype, shape, data }];
  }),
);

describe.each(everywhere)('ConvLSTM2D on %s', (name) => {
  it('gives what it gives on paper, forwards and backwards', async () => {
    const executable = await backendOf(name).compile(graph);
    const got = await executable.run(inputs);
    await executable.dispose();
    const wanted = interpret(graph, inputs).outputs;
    expect(Object.keys(got)).toHaveLength(5);
    for (const [key, { data }] of Object.entries(wanted))
      data.forEach((v, i) => expect(Math.abs(got[key]!.data[i]! - v) / (1 + Math.abs(v))).toBeLessThan(1e-5));
  });
});
