/** The tests of the file of layers that prepare data, on a set of backends: outputs and gradients, where something is drawn for given draws. */
import { layerFromConfig, type Layer, type Module, type Normalization, Trace, type TensorData } from '@bernoulli/api';
import { gradients } from '@bernoulli/api/ir';
import { describe, expect, it } from 'vitest';
import { decode, type Encoded } from './encoded.ts';
import { expectClose } from './expect-close.ts';
import { runOnce, type Backends } from './graph-of.ts';
import { saved, type KerasCase } from './keras-config.ts';
import { describeOracle } from './oracle-file.ts';

interface Case extends KerasCase {
  readonly name: string;
  readonly input: Encoded;
  readonly output: Encoded;
  readonly upstream?: Encoded;
  readonly input_grad?: Encoded;
  /** What `adapt` is given first. */
  readonly adapt?: Encoded;
  /** Numbers in the place of draws, a row for each image. */
  readonly drawn?: Encoded;
  readonly weights?: Readonly<Record<string, Encoded>>;
  readonly updated?: Readonly<Record<string, Encoded>>;
  readonly weight_grads?: Readonly<Record<string, Encoded>>;
  readonly added_loss?: number;
}

const PATH = 'net/layer';

function layerOf(c: Case): Layer {
  const made = layerFromConfig(saved(c));
  if (c.adapt !== undefined) (made as Normalization).adapt(decode(c.adapt));
  return made;
}

function placesOf(module: Module, path: string): [Module, string][] {
  return [[module, path], ...module.children().flatMap(([name, child]) => placesOf(child, `${path}/${name}`))];
}

/** The layer alone in a graph, in training where it draws or carries something. */
function graphFor(c: Case) {
  const layer = layerOf(c);
  const trains = c.drawn !== undefined || c.updated !== undefined;
  const trace = new Trace(new Map(placesOf(layer, PATH)), {
    mode: trains ? 'train' : 'infer',
    injected: new Set(c.drawn === undefined ? [] : [PATH]),
  });
  const x = trace.input('x', decode(c.input));
  const y = layer.apply(x) as typeof x;
  const weights = Object.keys(c.weight_grads ?? {});
  const by = [x, ...weights.map((name) => trace.parameters.get(`${PATH}/${name}`)!.value)];
  const all =
    c.input_grad === undefined
      ? []
      : gradients(
          trace.b,
          y.mul(trace.input('upstream', y)).sum().ref,
          by.map(({ ref }) => ref),
        );
  const added = trace.losses.map(({ value }) => value.mean()).reduce((sum, each) => sum.add(each), trace.constant(0));
  const graph = trace.b.build({
    outputs: {
      y: y.ref,
      added: added.ref,
      ...Object.fromEntries(all.map((gradient, i) => [`gradient of ${['x', ...weights][i]}`, gradient!])),
      ...Object.fromEntries([...trace.replacements].map(([path, value]) => [`next ${path}`, value.ref])),
    },
  });
  const values: Record<string, TensorData> = {
    x: decode(c.input),
    ...(c.upstream === undefined ? {} : { upstream: decode(c.upstream) }),
    ...(c.drawn === undefined ? {} : { [`mask:${PATH}`]: decode(c.drawn) }),
    ...Object.fromEntries(Object.entries(c.weights ?? {}).map(([name, value]) => [`${PATH}/${name}`, decode(value)])),
  };
  return { graph, values };
}

/** Runs every case on every backend. */
export function preprocessingOracles(backends: Backends): void {
  describeOracle<{ cases: readonly Case[] }>('keras-preprocessing.json', ({ cases }) => {
    it('has cases', () => expect(cases.length).toBeGreaterThan(40));

    describe.each(Object.entries(backends))('%s', (_, backend) => {
      it.each(cases)('$class $name', async (c) => {
        const { graph, values } = graphFor(c);
        const got = await runOnce(backend(), graph, values);
        expect(got['y']!.shape).toEqual(c.output.shape);
        expectClose(got['y']!, c.output, 1e-5, 'output');
        if (c.input_grad) expectClose(got['gradient of x']!, c.input_grad, 1e-5, 'gradient of the input');
        for (const [name, want] of Object.entries(c.weight_grads ?? {}))
          expectClose(got[`gradient of ${name}`]!, want, 1e-5, `gradient of ${name}`);
        for (const [name, want] of Object.entries(c.updated ?? {}))
          expectClose(got[`next ${PATH}/${name}`]!, want, 1e-5, `next ${name}`);
        expect(got['added']!.data[0]).toBeCloseTo(c.added_loss ?? 0, 5);
      });
    });
  });
}
