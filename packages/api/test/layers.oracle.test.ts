/** The layers against Keras: outputs, and the gradients of every input and weight. */
import { layerFromConfig, type Layer } from '@bernoulli/api';
import { describe, expect, it } from 'vitest';
import { decode, type Encoded } from '../../../tests/oracles/encoded.ts';
import { expectClose } from '../../../tests/oracles/expect-close.ts';
import { saved, type KerasCase } from '../../../tests/oracles/keras-config.ts';
import { isKnown, tally } from '../../../tests/oracles/known.ts';
import { describeOracle } from '../../../tests/oracles/oracle-file.ts';
import { gradients, type TensorData } from '../src/ir/index.ts';
import { interpret } from '../src/ir/interpret/index.ts';
import { modulePaths } from '../src/tracing/module-paths.ts';
import type { Tensor } from '../src/tracing/tensor.ts';
import { Trace } from '../src/tracing/trace.ts';

interface Case extends KerasCase {
  readonly name: string;
  readonly call: { readonly training?: boolean };
  readonly inputs: readonly Encoded[];
  readonly weights: readonly { readonly name: string; readonly value: Encoded; readonly grad?: Encoded }[];
  readonly outputs: readonly Encoded[];
  readonly upstream: readonly Encoded[];
  readonly input_grads: readonly (Encoded | null)[];
}

const PATH = 'net/layer';

/** The layer alone in a graph: `y`, and the gradient of Σ upstream · y by each input and weight. */
function run(c: Case) {
  const layer: Layer = layerFromConfig(saved(c));
  const trace = new Trace(modulePaths(layer, PATH), { mode: c.call.training === true ? 'train' : 'infer' });
  const given = Object.fromEntries(c.inputs.map((x, i) => [`x${i}`, decode(x)]));
  const inputs = Object.entries(given).map(([name, type]) => trace.input(name, type));
  const y = layer.apply(...inputs) as Tensor;
  const upstream = trace.input('upstream', y);
  const weights = [...trace.parameters].map(([path, { value }]) => [path.slice(PATH.length + 1), value] as const);
  const by = [...inputs, ...weights.map(([, value]) => value)];
  const names = [...Object.keys(given), ...weights.map(([name]) => name)];
  const all = gradients(
    trace.b,
    y.mul(upstream).sum().ref,
    by.map((x) => x.ref),
  );
  const graph = trace.b.build({
    outputs: { y: y.ref, ...Object.fromEntries(names.map((name, i) => [`gradient of ${name}`, all[i]!])) },
  });
  const values: Record<string, TensorData> = {
    ...given,
    upstream: decode(c.upstream[0]!),
    ...Object.fromEntries(c.weights.map((w) => [`${PATH}/${w.name}`, decode(w.value)])),
    // Where nothing is dropped any key draws the same.
    [`key:${PATH}`]: { dtype: 'i32', shape: [2], data: new Int32Array(2) },
    rowOffset: { dtype: 'i32', shape: [], data: new Int32Array(1) },
  };
  return interpret(graph, Object.fromEntries(graph.inputs.map(({ name }) => [name, values[name]!]))).outputs;
}

/** What a layer here cannot be asked for yet, though its class exists. */
function asksForMore(c: Case): string | undefined {
  const other = Object.keys(c.call).find((key) => key !== 'training');
  if (other !== undefined) return `called with ${other}`;
  if (c.outputs.length !== 1) return 'several outputs';
  // What Keras drew cannot be known.
  if (c.call.training === true && Number(c.config['rate'] ?? 0) > 0) return 'noise drawn';
  return undefined;
}

describeOracle<{ cases: readonly Case[] }>('keras-layers.json', ({ cases }) => {
  const built = cases.filter((c) => asksForMore(c) === undefined && isKnown(() => layerFromConfig(saved(c))));

  describe.each(built)('$class', (c) => {
    it(c.name, () => {
      const got = run(c);
      expect(got['y']!.shape).toEqual(c.outputs[0]!.shape);
      expectClose(got['y']!, c.outputs[0]!, 1e-5, 'output');
      c.input_grads.forEach((want, i) => {
        if (want) expectClose(got[`gradient of x${i}`]!, want, 1e-5, `gradient of input ${i}`);
      });
      for (const { name, grad } of c.weights)
        if (grad) expectClose(got[`gradient of ${name}`]!, grad, 1e-5, `gradient of ${name}`);
    });
  });

  tally({ of: cases, run: built, label: (c) => c.class });
});
