/** The tests of the file of layers, on a set of backends: outputs, and the gradients of every input and weight. */
import { layerFromConfig, Tensor, Trace, type Layer, type Module, type TensorData } from '@bernoulli/api';
import { gradients } from '@bernoulli/api/ir';
import { describe, expect, it } from 'vitest';
import { attentionMask, type AttentionMasks } from './attention-mask.ts';
import { decode, type Encoded } from './encoded.ts';
import { expectClose } from './expect-close.ts';
import { runOnce, type Backends } from './graph-of.ts';
import { camel, saved, type KerasCase } from './keras-config.ts';
import { isKnown, tally } from './known.ts';
import { describeOracle } from './oracle-file.ts';

interface Case extends KerasCase {
  readonly name: string;
  readonly style: 'single' | 'list' | 'args';
  readonly call: AttentionMasks & {
    readonly training?: boolean;
    /** For a list of inputs, one for each of them or `null`. */
    readonly mask?: Encoded | readonly (Encoded | null)[];
    readonly use_causal_mask?: boolean;
    readonly return_attention_scores?: boolean;
    /** Recurrent layers: the states to begin with. */
    readonly initial_state?: readonly Encoded[];
  };
  readonly inputs: readonly Encoded[];
  readonly weights: readonly {
    readonly name: string;
    readonly value: Encoded;
    readonly grad?: Encoded;
    /** What a weight that is not trained has become. */
    readonly updated?: Encoded;
  }[];
  readonly outputs: readonly Encoded[];
  readonly upstream: readonly Encoded[];
  readonly input_grads: readonly (Encoded | null)[];
  readonly computed_mask?: Encoded;
  /** Where Keras is wrong. */
  readonly known_issue?: string;
}

const PATH = 'net/layer';

/** What Keras is told in a call, as a setting of the layer. */
const settings = ['use_causal_mask', 'return_attention_scores'] as const;

function layerOf(c: Case): Layer {
  const { className, config } = saved(c);
  const said = settings.flatMap((key) => (c.call[key] === undefined ? [] : [[camel(key), c.call[key]]]));
  return layerFromConfig({ className, config: { ...config, ...Object.fromEntries(said) } });
}

/** The place below our layer of a weight of Keras's: recurrent layers have theirs in a cell there, and layers in layers names of their own. */
function placeOf(c: Case, name: string): string {
  const parts = name.split('/').filter((part) => !/_cell(_\d+)?$/.test(part));
  const [outer, ...rest] = parts;
  if (c.class === 'RNN') return ['cell', ...parts].map(camel).join('/');
  if (rest.length === 0) return camel(outer!);
  if (c.class === 'Bidirectional') return [`${outer!.split('_')[0]}_layer`, ...rest].map(camel).join('/');
  // What holds another layer holds it under this name; attentions have parts of names of their own.
  return [c.config['layer'] === undefined ? outer! : 'layer', ...rest].map(camel).join('/');
}

/** The mask of a case: here the last input. */
function maskOf({ call, inputs }: Case): Encoded | undefined {
  const { mask } = call;
  if (Array.isArray(mask)) return mask[1] ?? undefined;
  if (mask !== undefined) return mask as Encoded;
  const [query, value = query] = inputs;
  return attentionMask(call, [query!.shape[0]!, query!.shape[1]!, value!.shape[1]!]);
}

function placesOf(module: Module, path: string): [Module, string][] {
  return [[module, path], ...module.children().flatMap(([name, child]) => placesOf(child, `${path}/${name}`))];
}

/** The layer alone in a graph: `y0` …, what it puts in the place of weights, and the gradient of Σ upstream · y by each input and weight. */
function graphFor(c: Case) {
  const layer = layerOf(c) as Layer & { computeMask?(x: Tensor): Tensor };
  const trace = new Trace(new Map(placesOf(layer, PATH)), { mode: c.call.training === true ? 'train' : 'infer' });
  const data = Object.fromEntries(c.inputs.map((x, i) => [`x${i}`, decode(x)]));
  const inputs = Object.entries(data).map(([name, type]) => trace.input(name, type));
  const mask = maskOf(c);
  const masks = mask === undefined ? [] : [trace.input('mask', decode(mask))];
  // Keras leaves the key out where it is the value.
  const keys = mask !== undefined && c.style !== 'single' && inputs.length === 2 ? [inputs[1]!] : [];
  const states = (c.call.initial_state ?? []).map((state, i) => trace.input(`state${i}`, decode(state)));
  const returned = layer.apply(...inputs, ...keys, ...states, ...masks);
  const outputs = returned instanceof Tensor ? [returned] : Object.values(returned);
  const upstream = outputs.map((y, i) => trace.input(`upstream${i}`, y));
  const weights = [...trace.parameters].map(([path, { value }]) => [path.slice(PATH.length + 1), value] as const);
  const floats = Object.entries(data).flatMap(([name, { dtype }], i) =>
    dtype === 'f32' ? [[name, inputs[i]!] as const] : [],
  );
  const by = [...floats, ...weights];
  const loss = outputs.map((y, i) => y.mul(upstream[i]!).sum()).reduce((sum, each) => sum.add(each));
  const all = gradients(
    trace.b,
    loss.ref,
    by.map(([, x]) => x.ref),
  );
  const replaced = [...trace.replacements].map(([path, x]) => [`next ${path.slice(PATH.length + 1)}`, x.ref] as const);
  const graph = trace.b.build({
    outputs: {
      ...Object.fromEntries(outputs.map((y, i) => [`y${i}`, y.ref])),
      ...Object.fromEntries(replaced),
      ...Object.fromEntries(by.map(([name], i) => [`gradient of ${name}`, all[i]!])),
      ...(c.computed_mask === undefined ? {} : { mask: layer.computeMask!(inputs[0]!).ref }),
    },
  });
  const values: Record<string, TensorData> = {
    ...data,
    ...(mask === undefined ? {} : { mask: decode(mask) }),
    ...Object.fromEntries(c.upstream.map((each, i) => [`upstream${i}`, decode(each)])),
    ...Object.fromEntries((c.call.initial_state ?? []).map((state, i) => [`state${i}`, decode(state)])),
    ...Object.fromEntries(c.weights.map((w) => [`${PATH}/${placeOf(c, w.name)}`, decode(w.value)])),
    // Where nothing is dropped any key draws the same.
    [`key:${PATH}`]: { dtype: 'i32', shape: [2], data: new Int32Array(2) },
    rowOffset: { dtype: 'i32', shape: [], data: new Int32Array(1) },
  };
  return { graph, values };
}

const masks = ['mask', 'attention_mask', 'value_mask', 'key_mask'];
const asked = ['training', 'initial_state', ...masks, ...settings] as readonly string[];

/** What a layer here cannot be asked for, though its class exists. */
function asksForMore(c: Case): string | undefined {
  if (c.known_issue !== undefined) return `${c.known_issue}, which is wrong in Keras`;
  const other = Object.keys(c.call).find((key) => !asked.includes(key));
  if (other !== undefined) return `called with ${other}`;
  // With a mask of the queries Keras's attentions without heads put 0 in the place of an output.
  if (c.style === 'list' && Array.isArray(c.call.mask) && c.call.mask[0]) return 'called with a mask of queries';
  // What Keras drew cannot be known.
  if (c.call.training === true && Number(c.config['rate'] ?? 0) > 0) return 'noise drawn';
  return undefined;
}

/** Runs every case that this library can build, on every backend. */
export function layerOracles(backends: Backends): void {
  describeOracle<{ cases: readonly Case[] }>('keras-layers.json', ({ cases }) => {
    const built = cases.filter((c) => asksForMore(c) === undefined && isKnown(() => layerOf(c)));

    describe.each(Object.entries(backends))('%s', (_, backend) => {
      it.each(built)('$class $name', async (c) => {
        const { graph, values } = graphFor(c);
        const got = await runOnce(backend(), graph, values);
        c.outputs.forEach((want, i) => {
          expect(got[`y${i}`]!.shape).toEqual(want.shape);
          expectClose(got[`y${i}`]!, want, 1e-5, `output ${i}`);
        });
        c.input_grads.forEach((want, i) => {
          if (want) expectClose(got[`gradient of x${i}`]!, want, 1e-5, `gradient of input ${i}`);
        });
        for (const { name, value, grad, updated } of c.weights) {
          if (grad) expectClose(got[`gradient of ${placeOf(c, name)}`]!, grad, 1e-5, `gradient of ${name}`);
          // Outside training a weight that nothing replaces stays.
          if (updated) expectClose(got[`next ${placeOf(c, name)}`] ?? decode(value), updated, 1e-5, `next ${name}`);
        }
        if (c.computed_mask) expect([...got['mask']!.data]).toEqual(c.computed_mask.data);
      });
    });

    tally({ of: cases, run: built, label: (c) => asksForMore(c) ?? c.class });
  });
}
