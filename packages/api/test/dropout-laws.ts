/** What holds of every kind of dropout, law by law: each throws where a kind does not keep it. */
import type { DropoutKind } from '@bernoulli/api';
import { expect } from 'vitest';
import { sizeOf } from '../src/ir/index.ts';
import type { PlainConfig } from '../src/tracing/layer.ts';
import { expectFrequencies, indexOf, integrate, placeOf } from './draws.ts';
import { lawOf, UNITS, type Sample } from './dropout-kinds.ts';
import { DropoutSite, type SiteOptions } from './dropout-site.ts';
import { correlationSigmas, moments, SIGMAS } from './statistics.ts';

/** A kind, and what it is tried with. */
export interface Tried extends Sample {
  readonly make: (config: PlainConfig) => DropoutKind;
  /** So many rows that are all alike. */
  readonly batchOf: (rows: number) => {
    readonly shape: readonly number[];
    readonly x: number[];
    readonly row: number[];
  };
  /** How keys are made, where not as the house does. */
  readonly keyOf?: SiteOptions['keyOf'];
}

/** A law of a kind with one configuration. */
type Law = (tried: Tried, config: PlainConfig) => void;

/** A kind with one configuration, ready to run on so many rows. */
function siteOf({ make, batchOf, keyOf }: Tried, config: PlainConfig, rows: number, options: SiteOptions = {}) {
  const layer = make(config);
  return { layer, site: new DropoutSite(layer, batchOf(rows).shape, { ...options, ...(keyOf && { keyOf }) }) };
}

const upstreamOf = (x: readonly number[]): number[] => x.map((_, i) => (i % 2 === 0 ? 1 + i : -i));

const zeros = 'gives zeros and zero gradient at its other end, never NaN';
const gradient = 'has the gradient of what it does, for given noise';

/** Of the two ends of a kind. */
const ends: Readonly<Record<string, (tried: Tried) => void>> = {
  'is the identity at its one end, also for the gradient': (tried) => {
    const { x } = tried.batchOf(2);
    const upstream = upstreamOf(x);
    const { y, gradient } = siteOf(tried, tried.nothing, 2).site.run({ x, upstream });
    expect([...y.data]).toEqual(x);
    expect([...gradient.data]).toEqual(upstream);
  },

  [zeros]: (tried) => {
    const { x } = tried.batchOf(2);
    const { layer, site } = siteOf(tried, tried.everything!, 2);
    for (const values of [x, x.map(() => 3e38), x.map(() => 0)]) {
      const { y, gradient } = site.run({ x: values, upstream: values });
      for (const value of [...y.data, ...gradient.data]) expect(value === 0, `${value}`).toBe(true);
    }
    expect(layer.moments(3)).toEqual({ mean: 0, variance: 0 });
  },
};

/** Of a kind with each of its configurations. */
const laws: Readonly<Record<string, Law>> = {
  'comes back from its configuration, and draws the same': (tried, config) => {
    const { layer, site } = siteOf(tried, config, 2);
    const stored = JSON.parse(JSON.stringify(layer.getConfig())) as PlainConfig;
    const again = siteOf(tried, stored, 2);
    expect(again.layer.getConfig()).toEqual(layer.getConfig());
    const run = { seed: 9, step: 4 };
    expect(again.site.run(run)).toEqual(site.run(run));
    const laws = [again.layer, layer].map((each) => lawOf(each, tried, config)(2, 1, 0, [0, 2, 3]));
    expect(laws[0]).toEqual(laws[1]);
  },

  'draws nothing in inference, and is the identity or its mean': (tried, config) => {
    const { inference = 'identity', batchOf } = tried;
    const { x, row } = batchOf(2);
    const { layer, site } = siteOf(tried, config, 2, { mode: 'infer' });
    const { graph } = site;
    expect(site.site).toBeUndefined();
    expect(graph.nodes.filter(({ op }) => op === 'uniform')).toEqual([]);
    expect(graph.outputs[0]!.node === graph.inputs[0]!.node).toBe(inference === 'identity');
    if (inference === 'identity') return;
    const { y } = site.run({ x, step: 1 });
    row.forEach((value, i) => expect(y.data[i]).toBeCloseTo(layer.moments(value, i % UNITS, 1, row).mean, 5));
  },

  'draws the same in sampling as in training': (tried, config) => {
    const [train, sample] = (['train', 'sample'] as const).map((mode) => siteOf(tried, config, 2, { mode }).site);
    expect(sample!.run({ step: 5 })).toEqual(train!.run({ step: 5 }));
  },

  'draws by seed and step alone': (tried, config) => {
    const { site } = siteOf(tried, config, 16);
    const draw = (seed: number, step: number): unknown => site.run({ seed, step }).noise.data;
    expect(draw(1, 2)).toEqual(draw(1, 2));
    expect(new Set(Array.from({ length: 12 }, (_, step) => String(draw(1, step)))).size).toBeGreaterThan(3);
    expect(new Set(Array.from({ length: 12 }, (_, seed) => String(draw(seed, 2)))).size).toBeGreaterThan(3);
    // What a sum of seed and step would take for one.
    expect(new Set(Array.from({ length: 12 }, (_, step) => String(draw(11 - step, step)))).size).toBeGreaterThan(3);
  },

  'keeps a draw for as many steps as it is told': (tried, config) => {
    const draws = (every: number | string, steps: readonly number[]): unknown[] => {
      const { layer, site } = siteOf(tried, { ...config, every }, 4);
      expect(layer.getConfig()['every']).toBe(every);
      return steps.map((step) => String(site.run({ step }).noise.data));
    };
    const kept = draws(
      3,
      Array.from({ length: 24 }, (_, i) => 3 + i),
    );
    for (let i = 0; i < kept.length; i += 3) expect(new Set(kept.slice(i, i + 3)).size).toBe(1);
    expect(new Set(kept).size).toBeGreaterThan(3);
    // The name of Infinity in a file.
    expect(new Set(draws('Infinity', [1, 7, 1e6])).size).toBe(1);
  },

  'draws rows by their number, so that a batch may be cut': (tried, config) => {
    const whole = siteOf(tried, config, 8).site.run({ step: 3 }).noise;
    const part = siteOf(tried, config, 5).site.run({ step: 3, rowOffset: 3 }).noise;
    const width = whole.data.length / whole.shape[0]!;
    expect(part.data).toEqual(whole.shape[0] === 8 ? whole.data.slice(3 * width) : whole.data);
  },

  'shares one draw along the axes that say so': (tried, config) => {
    const { batchOf, noiseShape } = tried;
    const { row } = batchOf(6);
    const { layer, site } = siteOf(tried, config, 6);
    const { noise, y } = site.run({ step: 2 });
    expect(noise.shape).toEqual(noiseShape?.(config, 6) ?? batchOf(6).shape);
    const law = (unit: number): number => lawOf(layer, tried, config)(1, unit, 2, row).variance;
    // An element and the first of those that share its draw: where the axis has one draw, the place along it is 0.
    y.data.forEach((value, at) => {
      const place = placeOf(at, y.shape);
      const first = place.map((i, axis) => (noise.shape[axis] === 1 ? 0 : i));
      if (law(place.at(-1)!) === law(first.at(-1)!)) expect(value).toBe(y.data[indexOf(first, y.shape)]);
    });
  },

  'has the mean and variance that its law says': (tried, config) => {
    const { x, row } = tried.batchOf(4);
    const { layer, site } = siteOf(tried, config, 4);
    // A rate that changes has its second value from step 1 on.
    const independent = site.site!.noise.shape[0] === 1 || 'shareRows' in config ? 1 : 4;
    const seen: number[][] = row.map(() => []);
    for (let step = 1; step <= 4000 / independent; step++) {
      const { y } = site.run({ step, x });
      for (let i = 0; i < independent * row.length; i++) seen[i % row.length]!.push(y.data[i]!);
    }
    seen.forEach((sample, i) => {
      const law = lawOf(layer, tried, config)(row[i]!, i % UNITS, 1, row);
      const got = moments(sample);
      const n = sample.length;
      expect(Math.abs(got.mean - law.mean), `mean of element ${i}`).toBeLessThanOrEqual(
        SIGMAS * Math.sqrt(law.variance / n),
      );
      const spread = Math.sqrt(Math.max(got.fourth - law.variance ** 2, 0) / n);
      expect(Math.abs(got.variance - law.variance), `variance of element ${i}`).toBeLessThanOrEqual(
        SIGMAS * (spread + law.variance / n),
      );
    });
  },

  [gradient]: (tried, config) => {
    const { x } = tried.batchOf(2);
    const upstream = upstreamOf(x);
    const { noise } = siteOf(tried, config, 2).site.run({ step: 6 });
    const { site } = siteOf(tried, config, 2, { given: true });
    const total = (values: readonly number[]): number =>
      [...site.run({ x: values, noise: noise.data }).y.data].reduce((sum, y, i) => sum + y * upstream[i]!, 0);
    const { gradient } = site.run({ x, upstream, noise: noise.data });
    // So little that what looks at how units lie to each other sees the same.
    const h = 2 ** -10;
    x.forEach((value, i) => {
      const across = (step: number): number => total(x.with(i, value + step)) - total(x.with(i, value - step));
      // Right up to the fifth power of h, as what follows from the input need not be straight.
      const slope = (8 * across(h) - across(2 * h)) / (12 * h);
      expect(Math.abs(gradient.data[i]! - slope)).toBeLessThan(1e-6);
    });
  },

  'draws each value as often as logProbability says': (tried, config) => {
    const { site } = siteOf(tried, config, 1);
    const draws = Array.from({ length: 3000 }, (_, step) => [...site.run({ step: step + 1 }).noise.data]);
    const width = draws[0]!.length;
    if (site.site!.noise.dtype === 'bool') {
      // All patterns of the last coins, beside one pattern of those before.
      const coins = Math.min(width, 5);
      const before = draws[0]!.slice(0, width - coins);
      const patterns = Array.from({ length: 2 ** coins }, (_, code) =>
        Array.from({ length: coins }, (_, i) => (code >> i) & 1),
      );
      const likely = patterns.map((pattern) => Math.exp(site.logProbability([...before, ...pattern], 1)));
      const total = likely.reduce((sum, p) => sum + p, 0);
      if (coins === width) expect(total).toBeCloseTo(1, 6);
      expectFrequencies(
        draws.map((draw) => draw.slice(-coins).reduce((code, bit, i) => code + (bit << i), 0)),
        likely.map((p) => p / total),
      );
    } else {
      // One element at a time: its density, as a difference of two logarithms, times the density of the rest at its own.
      const slots = Array.from({ length: 48 }, (_, i) => (i - 24) / 4);
      const base = draws[0]!;
      const density = (z: number): number => Math.exp(site.logProbability(base.with(0, z), 1));
      const fine = slots.map((from) => integrate(density, from, from + 1 / 4));
      const total = fine.reduce((sum, p) => sum + p, 0);
      expectFrequencies(
        draws.map(([z]) => Math.floor(4 * z!) + 24),
        fine.map((p) => p / total),
      );
    }
  },

  'draws steps, rows and units without regard to each other': (tried, config) => {
    const { site } = siteOf(tried, config, 64);
    const width = sizeOf(site.site!.noise.shape.slice(1));
    // One row of those that share.
    const { shareRows = 1 } = config as { readonly shareRows?: number };
    const noise = Array.from({ length: 24 }, (_, step) =>
      [...site.run({ step: step + 1, seed: 3 }).noise.data].filter((_, i) => Math.floor(i / width) % shareRows === 0),
    );
    // Centred on each unit's own mean, so that units of different rates can be compared.
    const unitMean = (unit: number): number =>
      moments(noise.flatMap((d) => d.filter((_, i) => i % width === unit))).mean;
    const means = Array.from({ length: width }, (_, unit) => unitMean(unit));
    const centred = noise.map((draw) => draw.map((z, i) => z - means[i % width]!));
    const apart = (lag: number): number =>
      correlationSigmas(
        centred.flatMap((draw) => draw.slice(lag)),
        centred.flatMap((draw) => draw.slice(0, draw.length - lag)),
      );
    for (const lag of [1, width, 2 * width])
      if (lag < noise[0]!.length) expect(Math.abs(apart(lag)), `lag ${lag}`).toBeLessThan(SIGMAS);
    const acrossSteps = correlationSigmas(centred.slice(1).flat(), centred.slice(0, -1).flat());
    expect(Math.abs(acrossSteps), 'one step and the next').toBeLessThan(SIGMAS);
  },
};

/** What holds of the ends that a kind has, by name. */
export function endsOf(tried: Tried): [string, (tried: Tried) => void][] {
  return Object.entries(ends).filter(([name]) => name !== zeros || tried.everything !== null);
}

/** What holds of a kind with each of its configurations, by name. */
export function lawsOf({ ownGradient = false }: Tried): [string, Law][] {
  return Object.entries(laws).filter(([name]) => name !== gradient || !ownGradient);
}
