/** Recurrent layers give what Keras gives for the same masks, which are drawn once for a sequence. */
import { layerFromConfig, Trace, type Tensor, type TensorData } from '@bernoulli/api';
import { expect, it } from 'vitest';
import { decode, type Encoded } from '../../../tests/oracles/encoded.ts';
import { expectClose } from '../../../tests/oracles/expect-close.ts';
import { camel, saved, type KerasCase } from '../../../tests/oracles/keras-config.ts';
import { tally } from '../../../tests/oracles/known.ts';
import { describeOracle } from '../../../tests/oracles/oracle-file.ts';
import { gradients } from '../src/ir/index.ts';
import { interpret } from '../src/ir/interpret/index.ts';
import { modulePaths } from '../src/tracing/module-paths.ts';

interface Case extends KerasCase {
  readonly name: string;
  /** Gates, rows, numbers. */
  readonly masks: Readonly<Record<string, Encoded>>;
  readonly input: Encoded;
  readonly weights: readonly { readonly name: string; readonly value: Encoded; readonly grad: Encoded }[];
  readonly output: Encoded;
  readonly output_inference: Encoded;
  readonly upstream: Encoded;
  readonly input_grad: Encoded;
}

const PATH = 'net/layer';

/** `[gates, rows, n]` as the sites here have it, rows first. */
function rowsFirst({ shape, data }: Encoded): TensorData {
  const [gates, rows, n] = shape as [number, number, number];
  const of = (i: number): number => {
    const [row, gate, k] = [Math.floor(i / (gates * n)), Math.floor(i / n) % gates, i % n];
    return Number(data[(gate * rows + row) * n + k]);
  };
  return {
    dtype: 'bool',
    shape: [rows, gates, n],
    data: Uint8Array.from({ length: gates * rows * n }, (_, i) => of(i)),
  };
}

function run(c: Case, mode: 'train' | 'infer') {
  const layer = layerFromConfig(saved(c));
  const sites = Object.keys(c.masks).map((name) => `${PATH}/${camel(name)}`);
  const trace = new Trace(modulePaths(layer, PATH), { mode, injected: new Set(sites) });
  const x = trace.input('x', decode(c.input));
  const y = layer.apply(x) as Tensor;
  const names = c.weights.map(({ name }) => camel(name.split('/').at(-1)!));
  const weights = names.map((name) => trace.parameters.get(`${PATH}/${name}`)!.value);
  const loss = y.mul(trace.input('upstream', decode(c.upstream))).sum();
  const all = gradients(
    trace.b,
    loss.ref,
    [x, ...weights].map(({ ref }) => ref),
  );
  const outputs = Object.fromEntries(['x', ...names].map((name, i) => [`by ${name}`, all[i]!]));
  const graph = trace.b.build({ outputs: { y: y.ref, ...outputs } });
  const values: Record<string, TensorData> = {
    x: decode(c.input),
    upstream: decode(c.upstream),
    ...Object.fromEntries(c.weights.map(({ value }, i) => [`${PATH}/${names[i]}`, decode(value)])),
    ...Object.fromEntries(Object.values(c.masks).map((mask, i) => [`mask:${sites[i]}`, rowsFirst(mask)])),
  };
  const inputs = Object.fromEntries(graph.inputs.map(({ name }) => [name, values[name]!]));
  return { names, sites: [...trace.sites.keys()], got: interpret(graph, inputs).outputs };
}

describeOracle<{ rnn: readonly Case[] }>('dropout-semantics.json', ({ rnn }) => {
  it.each(rnn)('$class $name', (c) => {
    const { names, sites, got } = run(c, 'train');
    expect(sites).toHaveLength(Object.keys(c.masks).length);
    expectClose(got['y']!, c.output, 1e-5, 'output');
    expectClose(got['by x']!, c.input_grad, 1e-5, 'gradient of the input');
    c.weights.forEach(({ grad }, i) => expectClose(got[`by ${names[i]}`]!, grad, 1e-5, `gradient of ${names[i]}`));
    expectClose(run(c, 'infer').got['y']!, c.output_inference, 1e-5, 'in inference');
  });

  tally({ of: rnn });
});
