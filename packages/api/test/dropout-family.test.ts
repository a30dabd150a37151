/** What holds of every kind of dropout: its law in numbers, its draws, its ends. */
import { describe, expect, it } from 'vitest';
import { sizeOf } from '../src/ir/index.ts';
import type { PlainConfig } from '../src/tracing/layer.ts';
import { batchOf, family, makeKind, UNITS, type KindName } from './dropout-kinds.ts';
import { DropoutSite } from './dropout-site.ts';
import { chiSquare, chiSquareBound, correlationSigmas, moments, SIGMAS } from './statistics.ts';

describe.each(Object.keys(family) as KindName[])('%s', (name) => {
  const { nothing, everything, noiseShape, configs, inference = 'identity', ownGradient = false } = family[name];
  const make = (config: PlainConfig) => makeKind(name, config);
  const { x, shape, row } = batchOf(name, 2);
  const upstream = x.map((_, i) => (i % 2 === 0 ? 1 + i : -i));
  const shapeOf = (rows: number) => batchOf(name, rows).shape;

  it('is in the table under its own name', () => expect(make(nothing).className).toBe(name));

  it('is the identity at its one end, also for the gradient', () => {
    const { y, gradient } = new DropoutSite(make(nothing), shape).run({ x, upstream });
    expect([...y.data]).toEqual(x);
    expect([...gradient.data]).toEqual(upstream);
  });

  it.runIf(everything)('gives zeros and zero gradient at its other end, never NaN', () => {
    const site = new DropoutSite(make(everything!), shape);
    for (const values of [x, x.map(() => 3e38), x.map(() => 0)]) {
      const { y, gradient } = site.run({ x: values, upstream: values });
      for (const value of [...y.data, ...gradient.data]) expect(value === 0, `${value}`).toBe(true);
    }
    expect(make(everything!).moments(3)).toEqual({ mean: 0, variance: 0 });
  });

  describe.each(configs.map((config) => [JSON.stringify(config), config] as const))('%s', (_, config) => {
    const layer = make(config);

    it('comes back from its configuration, and draws the same', () => {
      const again = make(JSON.parse(JSON.stringify(layer.getConfig())) as PlainConfig);
      expect(again.getConfig()).toEqual(layer.getConfig());
      const run = { seed: 9, step: 4 };
      expect(new DropoutSite(again, shape).run(run)).toEqual(new DropoutSite(layer, shape).run(run));
      expect(again.moments(2, 1, 0, [0, 2, 3])).toEqual(layer.moments(2, 1, 0, [0, 2, 3]));
    });

    it(`draws nothing in inference, and is ${inference === 'mean' ? 'its mean' : 'the identity'}`, () => {
      const inferred = new DropoutSite(layer, shape, { mode: 'infer' });
      const { graph, site } = inferred;
      expect(site).toBeUndefined();
      expect(graph.nodes.filter(({ op }) => op === 'uniform')).toEqual([]);
      expect(graph.outputs[0]!.node === graph.inputs[0]!.node).toBe(inference === 'identity');
      const { y } = inferred.run({ x, step: 1 });
      if (inference === 'mean')
        row.forEach((value, i) => expect(y.data[i]).toBeCloseTo(layer.moments(value, i % UNITS, 1, row).mean, 5));
    });

    it('draws the same in sampling as in training', () => {
      const [train, sample] = (['train', 'sample'] as const).map((mode) => new DropoutSite(layer, shape, { mode }));
      expect(sample!.run({ step: 5 })).toEqual(train!.run({ step: 5 }));
    });

    it('draws by seed and step alone', () => {
      const site = new DropoutSite(layer, shapeOf(16));
      const draw = (seed: number, step: number): unknown => site.run({ seed, step }).noise.data;
      expect(draw(1, 2)).toEqual(draw(1, 2));
      expect(new Set(Array.from({ length: 12 }, (_, step) => String(draw(1, step)))).size).toBeGreaterThan(3);
      expect(new Set(Array.from({ length: 12 }, (_, seed) => String(draw(seed, 2)))).size).toBeGreaterThan(3);
    });

    it('draws rows by their number, so that a batch may be cut', () => {
      const whole = new DropoutSite(layer, shapeOf(8)).run({ step: 3 }).noise;
      const part = new DropoutSite(layer, shapeOf(5)).run({ step: 3, rowOffset: 3 }).noise;
      const width = whole.data.length / whole.shape[0]!;
      expect(part.data).toEqual(whole.shape[0] === 8 ? whole.data.slice(3 * width) : whole.data);
    });

    it('shares one draw along the axes that say so', () => {
      const { noise, y } = new DropoutSite(layer, shapeOf(6)).run({ step: 2 });
      expect(noise.shape).toEqual(noiseShape?.(config, 6) ?? shapeOf(6));
      const law = (unit: number): number => layer.moments(1, unit, 2, row).variance;
      // An element and the first of those that share its draw: where the axis has one draw, the place along it is 0.
      y.data.forEach((value, at) => {
        const place = placeOf(at, y.shape);
        const first = place.map((i, axis) => (noise.shape[axis] === 1 ? 0 : i));
        if (law(place.at(-1)!) === law(first.at(-1)!)) expect(value).toBe(y.data[indexOf(first, y.shape)]);
      });
    });

    it('has the mean and variance that its law says', () => {
      // A rate that changes has its second value from step 1 on.
      const site = new DropoutSite(layer, shapeOf(4));
      const independent = site.site!.noise.shape[0] === 1 || 'shareRows' in config ? 1 : 4;
      const seen: number[][] = row.map(() => []);
      for (let step = 1; step <= 4000 / independent; step++) {
        const { y } = site.run({ step, x: batchOf(name, 4).x });
        for (let i = 0; i < independent * row.length; i++) seen[i % row.length]!.push(y.data[i]!);
      }
      seen.forEach((sample, i) => {
        const law = layer.moments(row[i]!, i % UNITS, 1, row);
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
    });

    it.skipIf(ownGradient)('has the gradient of what it does, for given noise', () => {
      const { noise } = new DropoutSite(layer, shape).run({ step: 6 });
      const site = new DropoutSite(layer, shape, { given: true });
      const total = (values: readonly number[]): number =>
        [...site.run({ x: values, noise: noise.data }).y.data].reduce((sum, y, i) => sum + y * upstream[i]!, 0);
      const { gradient } = site.run({ x, upstream, noise: noise.data });
      // So little that what looks at how units lie to each other sees the same.
      const h = 2 ** -10;
      x.forEach((value, i) => {
        const slope = (total(x.with(i, value + h)) - total(x.with(i, value - h))) / (2 * h);
        expect(Math.abs(gradient.data[i]! - slope)).toBeLessThan(1e-6);
      });
    });

    it('draws each value as often as logProbability says', () => {
      const site = new DropoutSite(layer, shapeOf(1));
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
    });

    it('draws steps, rows and units without regard to each other', () => {
      const site = new DropoutSite(layer, shapeOf(64));
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
function integrate(f: (x: number) => number, from: number, to: number, parts = 100): number {
  const h = (to - from) / parts;
  return Array.from({ length: parts }, (_, i) => f(from + (i + 0.5) * h) * h).reduce((sum, v) => sum + v, 0);
}

/** The place of an element along each axis. */
function placeOf(index: number, shape: readonly number[]): number[] {
  return shape.map((n, axis) => Math.floor(index / shape.slice(axis + 1).reduce((size, m) => size * m, 1)) % n);
}

function indexOf(place: readonly number[], shape: readonly number[]): number {
  return place.reduce((index, i, axis) => index * shape[axis]! + i, 0);
}
