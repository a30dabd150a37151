/** Conformal sets and intervals: they cover as often as they say, whatever the model is. */
import { siteKey, uniform } from '@bernoulli/api/random';
import {
  ConformalClassifier,
  conformalQuantile,
  ConformalRegressor,
  softmax,
  type Predictor,
} from '@bernoulli/uncertainty';
import { describe, expect, it } from 'vitest';
import { incompleteBeta } from '../src/numerics/incomplete-beta.ts';

/** Hands on what it is given: predictions stand in for rows. */
const echo: Predictor = { fit: async () => undefined, predict: async (x) => x as number[][] };

const draws = (seed: number, place: string, n: number): Float32Array => uniform(siteKey(seed, place, 0), [n]);

/** Probabilities of a model that is wrong about how sure it is, and labels from the true ones. */
function classes(seed: number, rows: number): { p: number[][]; labels: number[] } {
  const z = draws(seed, 'logits', rows * 4);
  const logits = Array.from({ length: rows }, (_, i) => Array.from({ length: 4 }, (_c, c) => 6 * z[i * 4 + c]!));
  const truth = softmax(logits, 2).data;
  const said = softmax(logits, 0.7).data;
  const u = draws(seed, 'labels', rows);
  const labels = logits.map((_, i) => {
    let [sum, c] = [truth[i * 4]!, 0];
    while (c < 3 && u[i]! >= sum) sum += truth[i * 4 + ++c]!;
    return c;
  });
  return { p: logits.map((_, i) => [...said.subarray(i * 4, i * 4 + 4)]), labels };
}

describe('the quantile', () => {
  it('is the ⌈(n + 1)(1 − α)⌉-th smallest, also where 1 − α is no round number', () => {
    const scores = Array.from({ length: 19 }, (_, i) => 19 - i);
    expect([0.95, 0.9, 0.5, 0.1, 0.05].map((alpha) => conformalQuantile(scores, alpha))).toEqual([1, 2, 10, 18, 19]);
    expect(conformalQuantile(scores, 0.04)).toBe(Infinity);
    expect(conformalQuantile([5], 0.5)).toBe(5);
  });
});

describe('coverage', () => {
  const [n, test, alpha, runs] = [99, 400, 0.1, 200];
  /** Coverage, given the calibration, is Beta(k, n + 1 − k) with k = 90 where scores have no ties. */
  const k = 90;

  /** Kolmogorov's distance of the coverages from that law, and their mean. */
  function judge(coverages: number[]): { mean: number; distance: number } {
    const sorted = coverages.toSorted((a, b) => a - b);
    const mean = sorted.reduce((sum, c) => sum + c, 0) / sorted.length;
    const off = sorted.map((c, i) => Math.abs((i + 0.5) / sorted.length - incompleteBeta(c, k, n + 1 - k)));
    return { mean, distance: Math.max(...off) };
  }
  const sd = Math.sqrt((k * (n + 1 - k)) / ((n + 1) ** 2 * (n + 2)));

  it.each(['lac', 'aps'] as const)(
    'of sets by %s is 1 − α, and varies with the calibration as it should',
    async (score) => {
      const coverages: number[] = [];
      for (let seed = 1; seed <= runs; seed++) {
        const calibration = classes(2 * seed, n);
        const fresh = classes(2 * seed + 1, test);
        const classifier = new ConformalClassifier(echo, { alpha, score, seed });
        await classifier.conformalize(calibration.p, calibration.labels);
        const sets = await classifier.predictSet(fresh.p);
        coverages.push(sets.filter((set, i) => set.includes(fresh.labels[i]!)).length / test);
      }
      const { mean, distance } = judge(coverages);
      // Five standard errors; the rows to judge by add their own noise.
      const noise = Math.sqrt(sd ** 2 + (alpha * (1 - alpha)) / test);
      expect(Math.abs(mean - k / (n + 1))).toBeLessThan((5 * noise) / Math.sqrt(runs));
      // Kolmogorov's bound at one in a thousand, 1.95 / √runs, and room for that noise.
      expect(distance).toBeLessThan(1.95 / Math.sqrt(runs) + 0.08);
    },
  );

  it.each(['absolute', 'quantiles'] as const)('of intervals by %s residuals is too', async (score) => {
    const coverages: number[] = [];
    const rows = (seed: number, count: number): { x: number[][]; y: number[] } => {
      const [a, b] = [draws(seed, 'x', count), draws(seed, 'noise', count)];
      // The noise grows with x; the model knows half of that.
      const y = Array.from(a, (x, i) => x + (0.1 + x) * (b[i]! - 0.5));
      return { x: Array.from(a, (x) => (score === 'absolute' ? [0.9 * x] : [0.9 * x - 0.3 * x, x + 0.3 * x])), y };
    };
    let reached = 0;
    for (let seed = 1; seed <= runs; seed++) {
      const calibration = rows(2 * seed, n);
      const fresh = rows(2 * seed + 1, test);
      const regressor = new ConformalRegressor(echo, { alpha, score });
      await regressor.conformalize(calibration.x, calibration.y);
      const { lower, upper } = await regressor.predictInterval(fresh.x);
      reached = upper[0]! - lower[0]! - 2 * regressor.margin;
      coverages.push(fresh.y.filter((y, i) => lower[i]! <= y && y <= upper[i]!).length / test);
    }
    expect(reached).toBeGreaterThanOrEqual(-1e-12);
    const { mean, distance } = judge(coverages);
    const noise = Math.sqrt(sd ** 2 + (alpha * (1 - alpha)) / test);
    expect(Math.abs(mean - k / (n + 1))).toBeLessThan((5 * noise) / Math.sqrt(runs));
    expect(distance).toBeLessThan(1.95 / Math.sqrt(runs) + 0.08);
  });
});

describe('sets', () => {
  it('are larger where the model is unsure, by aps, and begin with the likeliest class', async () => {
    const { p, labels } = classes(5, 500);
    const classifier = new ConformalClassifier(echo, { alpha: 0.1 });
    await classifier.conformalize(p, labels);
    const sets = await classifier.predictSet([[0.97, 0.01, 0.01, 0.01], [0.1, 0.3, 0.25, 0.35]]); // prettier-ignore
    expect(sets[0]!.length).toBeLessThan(sets[1]!.length);
    expect(sets[1]!.slice(0, 2)).toEqual([3, 1]);
  });

  it('are the same for the same seed, and others for another', async () => {
    const { p, labels } = classes(6, 200);
    const of = async (seed: number): Promise<number[][]> =>
      (await new ConformalClassifier(echo, { alpha: 0.2, seed }).conformalize(p, labels)).predictSet(p);
    expect(await of(1)).toEqual(await of(1));
    expect(await of(1)).not.toEqual(await of(2));
  });

  it('hold every class where there are too few rows to calibrate by', async () => {
    const classifier = new ConformalClassifier(echo, { alpha: 0.1 });
    await classifier.conformalize([[0.5, 0.5]], [0]);
    expect(classifier.threshold).toBe(Infinity);
    expect(await classifier.predictSet([[0.9, 0.1]])).toEqual([[0, 1]]);
    const regressor = await new ConformalRegressor(echo).conformalize([[1]], [1]);
    const { lower, upper } = await regressor.predictInterval([[1]]);
    expect([lower[0], upper[0]]).toEqual([-Infinity, Infinity]);
  });

  it('of quantiles that are too far apart are moved in, and never cross', async () => {
    const regressor = await new ConformalRegressor(echo, { alpha: 0.5, score: 'quantiles' }).conformalize([[0, 10], [0, 10], [0, 10]], [4, 5, 6]); // prettier-ignore
    expect(regressor.margin).toBe(-4);
    const { lower, upper } = await regressor.predictInterval([[0, 10], [2, 4]]); // prettier-ignore
    expect([...lower, ...upper]).toEqual([4, 3, 6, 3]);
  });
});

describe('what is refused', () => {
  const code = (want: string, message: RegExp) => expect.objectContaining({ code: want, message: expect.stringMatching(message) }); // prettier-ignore

  it('is asking before calibrating, and a calibration without rows', async () => {
    await expect(new ConformalClassifier(echo).predictSet([[1]])).rejects.toThrow(
      code('STATE', /Call conformalize first/),
    );
    expect(() => new ConformalRegressor(echo).margin).toThrow(code('STATE', /there is no margin yet/));
    await expect(new ConformalClassifier(echo).conformalize([], [])).rejects.toThrow(
      code('SHAPE', /probabilities must be/),
    );
    await expect(new ConformalRegressor(echo).conformalize([[1]], [])).rejects.toThrow(code('DATA', /targets must not be empty/)); // prettier-ignore
  });

  it('is what a model predicts that is no probability, or of another width', async () => {
    const classifier = new ConformalClassifier(echo);
    await expect(classifier.conformalize([[3, -1]], [0])).rejects.toThrow(code('DATA', /in \[0, 1\]/));
    await classifier.conformalize([[0.5, 0.5]], [0]);
    await expect(classifier.predictSet([[1]])).rejects.toThrow(code('SHAPE', /2 classes, as in conformalize/));
    await expect(new ConformalRegressor(echo).conformalize([[1, 2]], [1])).rejects.toThrow(code('SHAPE', /must predict 1 column\./)); // prettier-ignore
    await expect(new ConformalRegressor(echo, { score: 'quantiles' }).conformalize([[1]], [1])).rejects.toThrow(code('SHAPE', /must predict 2 columns/)); // prettier-ignore
    await expect(new ConformalRegressor(echo).conformalize([[1], [2]], [1])).rejects.toThrow(code('SHAPE', /targets must have 2 rows/)); // prettier-ignore
  });
});
