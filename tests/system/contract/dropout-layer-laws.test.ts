/** Kinds of dropout that ask for their noise themselves: on every backend what they are on the f64 interpreter, however a batch is cut. */
import { layerFromConfig, type TensorData } from '@bernoulli/api';
import { interpreter } from '@bernoulli/api/ir/interpret';
import { describe, expect, it } from 'vitest';
import type * as layers from '../../../packages/api/src/dropout/kinds/layers.ts';
import { LayerSite, type LayerRun } from '../../../packages/api/test/layer-site.ts';
import { runOnce } from '../../oracles/graph-of.ts';
import { backendOf, everywhere } from './laws.ts';

type Name = Exclude<keyof typeof layers, 'prototype'> | 'Zoneout' | 'DropConnect' | 'WeightNoise' | 'FastDropout' | 'LoRADense' | 'VariationalDropout' | 'GRU' | 'LSTM'; // prettier-ignore

interface Sample {
  readonly configs: readonly object[];
  readonly row?: readonly number[];
  readonly inputs?: number;
}

const layer = { className: 'Dense', config: { units: 4 } };
const units = 4;
const rate = { className: 'LearnedRate', config: { initialRate: 0.3, temperature: 0.5 } };

/** A kind without a row does not compile. */
const family: { readonly [K in Name]: Sample } = {
  MultiSampleDropout: {
    configs: [
      { layer, rate: 0.4, samples: 3 },
      { layer, rate },
    ],
  },
  Masksembles: { configs: [{ masks: 3 }] },
  LayerDrop: { configs: [{ layer, rate: 0.4 }, { layer, rate: 0.4, rows: 'own' }, { layer, rate, rows: 'own' }] }, // prettier-ignore
  ShakeShake: { configs: [{}, { backward: 'keep', rows: 'shared' }], inputs: 2 },
  PatchDropout: { configs: [{ rate: 0.5 }, { rate: 0.3, prefixTokens: 1, rows: 'shared' }], row: [6, 4] },
  DropKey: { configs: [{ rate: 0.4 }], row: [3, 5] },
  ConcreteDropout: { configs: [{ layer }, { layer, perUnit: true, temperature: 0.5 }] },
  Zoneout: { configs: [{ cell: { className: 'SimpleRNNCell', config: { units } }, rate: [0.1, 0.4, 0.6, 0.9] }], inputs: 2 }, // prettier-ignore
  DropConnect: {
    configs: [
      { units, rate: 0.4 },
      { units, rate: [0.1, 0.3, 0.5, 0.9], rows: 'own' },
      { units, rate },
    ],
  },
  WeightNoise: {
    configs: [
      { units, stddev: 0.4 },
      { units, stddev: 0.4, rows: 'own' },
    ],
  },
  FastDropout: {
    configs: [
      { units, rate: 0.4 },
      { units, rate },
    ],
  },
  LoRADense: {
    configs: [
      { units, rank: 2, rate: 0.4 },
      { units, rank: 2, rate },
    ],
  },
  GRU: {
    configs: [
      { units, recurrentDropout: [0.1, 0.3, 0.5, 0.9] },
      { units, recurrentDropout: rate },
    ],
    row: [3, 4],
  },
  LSTM: { configs: [{ units, dropout: [0, 0.3, 0.5, 0.9] }, { units, dropout: rate }], row: [3, 4] }, // prettier-ignore
  VariationalDropout: { configs: [{ units, klWeight: 0.01 }] },
};
const names = Object.keys(family) as Name[];
const cases = names.flatMap((name) => family[name].configs.map((config) => [name, config] as const));

function siteOf(name: Name, config: object, batch = 5, mode: 'train' | 'infer' = 'train'): LayerSite {
  const { row = [4], inputs = 1 } = family[name];
  return new LayerSite(layerFromConfig({ className: name, config: { ...config } }), row, { batch, inputs, mode });
}

/** Coins are the same bits; numbers agree up to the rounding of `f32`. */
function expectSame(got: Record<string, TensorData>, want: Record<string, TensorData>): void {
  expect(Object.keys(got).sort()).toEqual(Object.keys(want).sort());
  for (const [output, { dtype, shape, data }] of Object.entries(want)) {
    expect(got[output]!.shape).toEqual(shape);
    const values = Array.from(got[output]!.data, Number);
    if (dtype === 'bool') expect(values, output).toEqual(Array.from(data, Number));
    else
      values.forEach((value, i) => {
        const wanted = Number(data[i]);
        expect(Math.abs(value - wanted), `${output}: ${value} for ${wanted}`).toBeLessThan(
          3e-5 * Math.max(1, Math.abs(wanted)),
        );
      });
  }
}

describe.each(everywhere)('on %s', (backendName) => {
  const backend = backendOf(backendName);
  const run = (site: LayerSite, asked: LayerRun = {}) => runOnce(backend, site.graph, site.inputs(asked));

  it.each(cases)('%s of %j draws, gives, passes back and weighs as it should', async (name, config) => {
    const site = siteOf(name, config);
    expect(site.rows.size).toBeGreaterThan(0);
    for (const step of [0, 3]) {
      const asked = { step, rowOffset: 2 };
      expectSame(await run(site, asked), await runOnce(interpreter(), site.graph, site.inputs(asked)));
    }
  });

  it.each(cases)('%s of %j draws by seed and step alone, and rows by their number', async (name, config) => {
    const site = siteOf(name, config, 8);
    const draw = async (seed: number, step: number) => {
      const outputs = await run(site, { seed, step });
      return JSON.stringify([...site.rows.keys()].map((path) => [...outputs[`noise:${path}`]!.data]));
    };
    expect(await draw(1, 2)).toBe(await draw(1, 2));
    if (name !== 'Masksembles') {
      const drawn = await Promise.all([0, 1, 2, 3, 4, 5, 6, 7].map((step) => draw(7 - step, step)));
      expect(new Set(drawn).size).toBeGreaterThan(1);
    }
    const [whole, part] = [await run(site, { step: 3 }), await run(siteOf(name, config, 5), { step: 3, rowOffset: 3 })];
    for (const [path, rows] of site.rows) {
      const [all, some] = [whole[`noise:${path}`]!, part[`noise:${path}`]!].map(({ data }) => Array.from(data, Number));
      expect(some).toEqual(rows === 'own' ? all!.slice((3 * all!.length) / 8) : all);
    }
  });

  it.each(cases)('%s of %j draws nothing in inference', async (name, config) => {
    const site = siteOf(name, config, 3, 'infer');
    expect([...site.rows]).toEqual([]);
    expect(site.graph.nodes.some(({ op }) => op === 'uniform')).toBe(false);
    expectSame(await run(site), await runOnce(interpreter(), site.graph, site.inputs()));
  });
});

describe('for given draws', () => {
  const exact = interpreter();
  // ShakeShake learns, by its law, from another mixture than it gives.
  const own = (name: Name, config: object): boolean => name === 'ShakeShake' && !('backward' in config);

  it.each(cases.filter(([name, config]) => !own(name, config)))(
    '%s of %j has the gradient of what it does',
    async (name, config) => {
      const site = siteOf(name, config, 2);
      const inputs = site.inputs({ step: 3 });
      // On a grid, so that steps to either side are exact.
      const at = Float32Array.from(inputs['x0']!.data as Float32Array, (value) => Math.round(value * 1024) / 1024);
      const wave = await runOnce(exact, site.graph, { ...inputs, x0: { ...inputs['x0']!, data: at } });
      const total = async (x: Float32Array): Promise<number> => {
        const { y } = await runOnce(exact, site.graph, { ...inputs, x0: { ...inputs['x0']!, data: x } });
        return Array.from(y!.data).reduce((sum, value, i) => sum + value * Math.sin(1.7 * i + 1), 0);
      };
      const h = 2 ** -10;
      for (const [i, value] of at.entries()) {
        const slope = ((await total(at.with(i, value + h))) - (await total(at.with(i, value - h)))) / (2 * h);
        expect(Math.abs(wave['gradient']!.data[i]! - slope), `${slope} at ${i}`).toBeLessThan(
          1e-4 * Math.max(1, Math.abs(slope)),
        );
      }
    },
  );
});

/** Kinds whose rate may be 0 and 1. */
const rated = cases.filter(([name, config]) => 'rate' in config && name !== 'PatchDropout' && name !== 'FastDropout');

describe.each(everywhere)('at both ends of the rate, on %s', (backendName) => {
  const backend = backendOf(backendName);
  it.each(rated)('%s of %j is what it is in inference, and never NaN', async (name, config) => {
    const [nothing, everything] = [0, 1].map((rate) => siteOf(name, { ...config, rate }));
    const infer = siteOf(name, { ...config, rate: 0 }, 5, 'infer');
    const [got, want] = [nothing!, infer].map((site) => runOnce(backend, site.graph, site.inputs({ step: 1 })));
    expectSame({ y: (await got!)['y']! }, { y: (await want!)['y']! });
    const { y, gradient } = await runOnce(backend, everything!.graph, everything!.inputs({ step: 1 }));
    for (const value of [...y!.data, ...gradient!.data]) expect(Number.isFinite(Number(value))).toBe(true);
  });
});
