/** What holds of every kind of dropout: its law in numbers, its draws, its ends. */
import { layerFromConfig, type DropoutKind } from '@bernoulli/api';
import { describe, expect, it } from 'vitest';
import type * as kinds from '../src/dropout/kinds/index.ts';
import type { PlainConfig } from '../src/tracing/layer.ts';
import { DropoutSite } from './dropout-site.ts';
import { chiSquare, chiSquareBound, correlationSigmas, moments, SIGMAS } from './statistics.ts';

/** What a kind is tried with, on inputs `[rows, 4]`. */
interface Sample {
  /** Configurations that drop something, and keep something. */
  readonly configs: readonly PlainConfig[];
  /** One under which the layer is the identity. */
  readonly nothing: PlainConfig;
  /** One that leaves only zeros, or `null` where the law has none. */
  readonly everything: PlainConfig | null;
  /** The shape of the noise for an input `[rows, 4]`, where a configuration asks for a smaller one. */
  readonly noiseShape?: (config: PlainConfig, rows: number) => readonly number[];
}

const UNITS = 4;
const perUnit = [0.1, 0.25, 0.5, 0.8];

/** A kind without a row does not compile. */
const family: { readonly [K in keyof typeof kinds]: Sample } = {
  Dropout: {
    configs: [
      { rate: 0.1 },
      { rate: 0.5 },
      { rate: 0.9 },
      { rate: perUnit },
      { rate: 0.3, noiseShape: [null, 1] },
      { rate: 0.3, noiseShape: [1, null] },
      { rate: perUnit, noiseShape: [1, null], name: 'whole-batch' },
    ],
    nothing: { rate: 0 },
    everything: { rate: 1 },
    noiseShape: ({ noiseShape = [null, null] }, rows) =>
      (noiseShape as (number | null)[]).map((n, axis) => n ?? [rows, UNITS][axis]!),
  },
};

const make = (name: string, config: PlainConfig): DropoutKind =>
  layerFromConfig({ className: name, config }) as DropoutKind;
const rows = (name: keyof typeof kinds) =>
  family[name].configs.map((config) => [JSON.stringify(config), config] as const);

describe.each(Object.keys(family) as (keyof typeof kinds)[])('%s', (name) => {
  const { nothing, everything, noiseShape } = family[name];
  const inputs = [1, -2, 0.5, 3];

  it('is in the table under its own name', () => expect(make(name, nothing).className).toBe(name));

  it('is the identity at its one end, also for the gradient', () => {
    const site = new DropoutSite(make(name, nothing), [2, UNITS]);
    const [x, upstream] = [
      [...inputs, ...inputs],
      [1, 2, 3, 4, -1, -2, -3, -4],
    ];
    const { y, gradient } = site.run({ x, upstream });
    expect([...y.data]).toEqual(x);
    expect([...gradient.data]).toEqual(upstream);
  });

  it.runIf(everything)('gives zeros and zero gradient at its other end, never NaN', () => {
    const site = new DropoutSite(make(name, everything!), [2, UNITS]);
    for (const x of [[...inputs, ...inputs], Array<number>(8).fill(3e38), Array<number>(8).fill(0)]) {
      const { y, gradient } = site.run({ x, upstream: x });
      for (const value of [...y.data, ...gradient.data]) expect(value === 0, `${value}`).toBe(true);
    }
    expect(make(name, everything!).moments(3)).toEqual({ mean: 0, variance: 0 });
  });

  describe.each(rows(name))('%s', (_, config) => {
    const layer = make(name, config);

    it('comes back from its configuration, and draws the same', () => {
      const again = make(name, JSON.parse(JSON.stringify(layer.getConfig())) as PlainConfig);
      expect(again.getConfig()).toEqual(layer.getConfig());
      expect(again.moments(2, 1)).toEqual(layer.moments(2, 1));
      const run = { seed: 9, step: 4 };
      expect(new DropoutSite(again, [3, UNITS]).run(run)).toEqual(new DropoutSite(layer, [3, UNITS]).run(run));
    });

    it('draws nothing in inference', () => {
      const { graph, site } = new DropoutSite(layer, [3, UNITS], { mode: 'infer' });
      expect(site).toBeUndefined();
      expect(graph.nodes.filter(({ op }) => op === 'uniform')).toEqual([]);
      expect(graph.outputs[0]!.node).toBe(graph.inputs[0]!.node);
    });

    it('draws the same in sampling as in training', () => {
      const [train, sample] = (['train', 'sample'] as const).map(
        (mode) => new DropoutSite(layer, [3, UNITS], { mode }),
      );
      expect(sample!.run({ step: 5 })).toEqual(train!.run({ step: 5 }));
    });

    it('draws by seed and step alone', () => {
      const site = new DropoutSite(layer, [16, UNITS]);
      const draw = (seed: number, step: number): unknown => site.run({ seed, step }).noise.data;
      expect(draw(1, 2)).toEqual(draw(1, 2));
      expect(new Set(Array.from({ length: 12 }, (_, step) => String(draw(1, step)))).size).toBeGreaterThan(3);
      expect(new Set(Array.from({ length: 12 }, (_, seed) => String(draw(seed, 2)))).size).toBeGreaterThan(3);
    });

    it('draws rows by their number, so that a batch may be cut', () => {
      const whole = new DropoutSite(layer, [8, UNITS]).run({ step: 3 }).noise;
      const part = new DropoutSite(layer, [5, UNITS]).run({ step: 3, rowOffset: 3 }).noise;
      const width = whole.data.length / whole.shape[0]!;
      expect(part.data).toEqual(whole.shape[0] === 8 ? whole.data.slice(3 * width) : whole.data);
    });

    it('shares one draw along the axes that say so', () => {
      const { noise, y } = new DropoutSite(layer, [6, UNITS]).run({ step: 2 });
      expect(noise.shape).toEqual(noiseShape?.(config, 6) ?? [6, UNITS]);
      const scale = Array.from({ length: UNITS }, (_, j) => layer.moments(1, j).variance);
      const shared = (axis: number, i: number, j: number): boolean => noise.shape[axis] === 1 && scale[i] === scale[j];
      y.data.forEach((value, at) => {
        const [row, unit] = [Math.floor(at / UNITS), at % UNITS];
        if (shared(0, unit, unit)) expect(value).toBe(y.data[unit]);
        if (shared(1, unit, 0)) expect(value).toBe(y.data[row * UNITS]);
      });
    });

    it('has the mean and variance that its law says', () => {
      const site = new DropoutSite(layer, [4, UNITS]);
      const independent = site.site!.noise.shape[0] === 1 ? 1 : 4;
      const seen: number[][] = inputs.map(() => []);
      for (let step = 0; step < 4000 / independent; step++) {
        const { y } = site.run({ step, x: [...inputs, ...inputs, ...inputs, ...inputs] });
        for (let i = 0; i < independent * UNITS; i++) seen[i % UNITS]!.push(y.data[i]!);
      }
      seen.forEach((sample, unit) => {
        const law = layer.moments(inputs[unit]!, unit);
        const got = moments(sample);
        const n = sample.length;
        expect(Math.abs(got.mean - law.mean), `mean of unit ${unit}`).toBeLessThan(
          SIGMAS * Math.sqrt(law.variance / n),
        );
        const spread = Math.sqrt(Math.max(got.fourth - law.variance ** 2, 0) / n);
        expect(Math.abs(got.variance - law.variance), `variance of unit ${unit}`).toBeLessThan(
          SIGMAS * (spread + law.variance / n),
        );
      });
    });

    it('draws each value as often as logProbability says', () => {
      const site = new DropoutSite(layer, [1, UNITS]);
      const draws = Array.from({ length: 3000 }, (_, step) => [...site.run({ step }).noise.data]);
      if (site.site!.noise.dtype === 'bool') {
        const width = draws[0]!.length;
        const patterns = Array.from({ length: 2 ** width }, (_, code) =>
          Array.from({ length: width }, (_, i) => (code >> i) & 1),
        );
        const likely = patterns.map((pattern) => Math.exp(site.logProbability(pattern)));
        expect(likely.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 6);
        expectFrequencies(
          draws.map((draw) => draw.reduce((code, bit, i) => code + (bit << i), 0)),
          likely,
        );
      } else {
        // One element at a time: its density, as a difference of two logarithms, times the density of the rest at its own.
        const edges = Array.from({ length: 25 }, (_, i) => i - 12);
        const base = draws[0]!;
        const density = (z: number): number => Math.exp(site.logProbability(base.with(0, z)));
        const fine = edges.slice(1).map((edge) => integrate(density, edge - 1, edge));
        const total = fine.reduce((sum, p) => sum + p, 0);
        expectFrequencies(
          draws.map(([z]) => Math.floor(z!) + 12),
          fine.map((p) => p / total),
        );
      }
    });

    it('draws steps, rows and units without regard to each other', () => {
      const site = new DropoutSite(layer, [64, UNITS]);
      const noise = Array.from({ length: 24 }, (_, step) => [...site.run({ step, seed: 3 }).noise.data]);
      const width = noise[0]!.length / site.site!.noise.shape[0]!;
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
    });
  });
});

function expectFrequencies(categories: readonly number[], likely: readonly number[]): void {
  const n = categories.length;
  // Chi-square wants a handful in each category: the rare ones are counted together.
  const common = likely.map((p) => p * n >= 8);
  const slot = (i: number): number => (common[i] ? i : likely.length);
  const observed = Array<number>(likely.length + 1).fill(0);
  const expected = Array<number>(likely.length + 1).fill(0);
  for (const category of categories) observed[slot(category)]!++;
  likely.forEach((p, i) => (expected[slot(i)]! += p * n));
  const used = expected.map((e, i) => [observed[i]!, e] as const).filter(([o, e]) => o > 0 || e > 0.5);
  const [os, es] = [used.map(([o]) => o), used.map(([, e]) => e)];
  expect(chiSquare(os, es)).toBeLessThan(chiSquareBound(Math.max(used.length - 1, 1)));
}

/** The midpoint rule, fine enough for a density with a corner. */
function integrate(f: (x: number) => number, from: number, to: number, parts = 200): number {
  const h = (to - from) / parts;
  return Array.from({ length: parts }, (_, i) => f(from + (i + 0.5) * h) * h).reduce((sum, v) => sum + v, 0);
}
