/** The tests of the file of layers, on a set of backends: outputs, and the gradients of every input and weight. */
import { layerFromConfig, Trace, type Layer, type Tensor, type TensorData } from '@bernoulli/api';
import { gradients } from '@bernoulli/api/ir';
import { describe, expect, it } from 'vitest';
import { decode, type Encoded } from './encoded.ts';
import { expectClose } from './expect-close.ts';
import { runOnce, type Backends } from './graph-of.ts';
import { camel, saved, type KerasCase } from './keras-config.ts';
import { isKnown, tally } from './known.ts';
import { describeOracle } from './oracle-file.ts';

interface Case extends KerasCase {
  readonly name: string;
  readonly call: { readonly training?: boolean };
  readonly inputs: readonly Encoded[];
  readonly weights: readonly { readonly name: string; readonly value: Encoded; readonly grad?: Encoded }[];
  readonly outputs: readonly Encoded[];
  readonly upstream: readonly Encoded[];
  readonly input_grads: readonly (Encoded | null)[];
  /** Where Keras is wrong. */
  readonly known_issue?: string;
}

const PATH = 'net/layer';

/** The layer alone in a graph: `y`, and the gradient of Σ upstream · y by each input and weight. */
function graphFor(c: Case) {
  const layer: Layer = layerFromConfig(saved(c));
  const trace = new Trace(new Map([[layer, PATH]]), { mode: c.call.training === true ? 'train' : 'infer' });
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
    ...Object.fromEntries(c.weights.map((w) => [`${PATH}/${camel(w.name)}`, decode(w.value)])),
    // Where nothing is dropped any key draws the same.
    [`key:${PATH}`]: { dtype: 'i32', shape: [2], data: new Int32Array(2) },
    rowOffset: { dtype: 'i32', shape: [], data: new Int32Array(1) },
  };
  return { graph, values };
}

/** What a layer here cannot be asked for, though its class exists. */
function asksForMore(c: Case): string | undefined {
  if (c.known_issue !== undefined) return `${c.known_issue}, which is wrong in Keras`;
  const other = Object.keys(c.call).find((key) => key !== 'training');
  if (other !== undefined) return `called with ${other}`;
  if (c.outputs.length !== 1) return 'several outputs';
  // What Keras drew cannot be known.
  if (c.call.training === true && Number(c.config['rate'] ?? 0) > 0) return 'noise drawn';
  return undefined;
}

/** Runs every case that this library can build, on every backend. */
export function layerOracles(backends: Backends): void {
  describeOracle<{ cases: readonly Case[] }>('keras-layers.json', ({ cases }) => {
    const built = cases.filter((c) => asksForMore(c) === undefined && isKnown(() => layerFromConfig(saved(c))));

    describe.each(Object.entries(backends))('%s', (_, backend) => {
      it.each(built)('$class $name', async (c) => {
        const { graph, values } = graphFor(c);
        const got = await runOnce(backend(), graph, values);
        expect(got['y']!.shape).toEqual(c.outputs[0]!.shape);
        expectClose(got['y']!, c.outputs[0]!, 1e-5, 'output');
        c.input_grads.forEach((want, i) => {
          if (want) expectClose(got[`gradient of x${i}`]!, want, 1e-5, `gradient of input ${i}`);
        });
        for (const { name, grad } of c.weights)
          if (grad) expectClose(got[`gradient of ${camel(name)}`]!, grad, 1e-5, `gradient of ${name}`);
      });
    });

    tally({ of: cases, run: built, label: (c) => asksForMore(c) ?? c.class });
  });
}
