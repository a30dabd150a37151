/** The dropout probe finds faults that are planted, each by the law whose job it is, and lets a right library pass. */
import { foldIn, fillUniform, key } from '@bernoulli/api/ir';
import {
  probeLaws,
  probesToTable,
  probeToMarkdown,
  runDropoutProbe,
  type DrawRequest,
  type DropoutSource,
  type ProbeReport,
} from '@bernoulli/conformance';
import { describe, expect, it } from 'vitest';
import { binomialTail } from '../src/probe/binomial.ts';

/** The parts that a dropout is made of. A fault is one of them done otherwise. */
interface Parts {
  /** Which stream a request draws from. */
  readonly stream: (request: DrawRequest) => readonly number[];
  /** The first element of the stream that is drawn. */
  readonly first: (request: DrawRequest) => number;
  /** Which coin an element has, of those for the shape of the mask. */
  readonly coin: (element: number, request: DrawRequest) => number;
  readonly isKept: (coin: number, rate: number) => boolean;
  readonly kept: (x: number, rate: number) => number;
  readonly dropped: (x: number) => number;
  readonly inference: (x: number, rate: number, request: DrawRequest) => number;
  readonly takes: (rate: number) => boolean;
  readonly atOne: (x: number) => number;
}

const right: Parts = {
  stream: ({ seed, step, site }) => [seed, site === 'a' ? 1 : 2, step],
  first: () => 0,
  coin: (i, { shape, noiseShape }) => {
    if (noiseShape === undefined) return i;
    const [row, column] = [Math.floor(i / shape[1]!), i % shape[1]!];
    return noiseShape[0] === 1 ? column : row;
  },
  isKept: (coin, rate) => coin >= rate,
  kept: (x, rate) => x / (1 - rate),
  dropped: () => 0,
  inference: (x) => x,
  takes: (rate) => rate >= 0 && rate <= 1,
  atOne: () => 0,
};

function sourceOf(parts: Partial<Parts> = {}): DropoutSource {
  const { stream, first, coin, isKept, kept, dropped, inference, takes, atOne } = { ...right, ...parts };
  return {
    subject: { name: 'mine', version: 'mine 1.0', offers: ['seed', 'site', 'noiseShape'] },
    draw(request) {
      const { rate, shape, training, value } = request;
      if (!takes(rate)) return { refused: `no rate: ${rate}` };
      const size = shape.reduce((n, m) => n * m, 1);
      const coins = new Float32Array(size);
      fillUniform(
        stream(request).reduce((k, part) => foldIn(k, part), key(0)),
        coins,
        first(request),
      );
      const outputs = Array.from({ length: size }, (_, i) => {
        if (!training) return inference(value, rate, request);
        if (rate === 1) return atOne(value);
        return isKept(coins[coin(i, request)]!, rate) ? kept(value, rate) : dropped(value);
      });
      return { outputs };
    },
  };
}

const failed = ({ results }: ProbeReport): string[] =>
  results.filter(({ verdict }) => verdict === 'fail').map(({ law }) => law);

/** What is wrong, the laws that must find it, and words of what they find. */
const faults: readonly [string, Partial<Parts>, readonly string[], RegExp][] = [
  ['the rate is that of keeping', { isKept: (u, rate) => u < rate }, ['keep rate'], /taken for that of keeping/],
  ['a rate that is 2 % off', { isKept: (u, rate) => u >= rate + 0.02 }, ['keep rate'], /at rate 0\.1 kept 0\.8/],
  ['nothing is scaled', { kept: (x) => x }, ['scale'], /in training × 1, in inference × 1/],
  ['divided by the rate', { kept: (x, rate) => x / (rate || 1) }, ['scale'], /× 10, in inference × 1/],
  [
    'inference is multiplied by the rate',
    { kept: (x) => x, inference: (x, rate) => x * (rate || 1) },
    ['scale'],
    /in inference × 0\.1/,
  ],
  ['scaled twice', { inference: (x, rate) => x * (1 - rate || 1) }, ['scale'], /in inference × 0\.9/],
  ['scaled by a function of the input', { kept: (x, rate) => Math.abs(x) / (1 - rate) }, ['scale'], /in training × -1/],
  ['inference draws', { inference: (x, rate, { step }) => (step === 1 ? 0 : x) }, ['inference'], /1 and as 0/],
  [
    'rows share a mask',
    {
      coin: (i, { shape, noiseShape }) =>
        noiseShape ? right.coin(i, { shape, noiseShape } as DrawRequest) : i % shape.at(-1)!,
    },
    ['elements'],
    /along axis 0 of \[64, 64\]/,
  ],
  [
    'columns share a mask',
    {
      coin: (i, { shape, noiseShape }) =>
        noiseShape ? right.coin(i, { shape, noiseShape } as DrawRequest) : Math.floor(i / shape.at(-1)!),
    },
    ['elements'],
    /along axis 1/,
  ],
  [
    'half of the draws are the other half again',
    { coin: (i, request) => (request.noiseShape ? right.coin(i, request) : i % 2048) },
    ['elements'],
    /half of the array apart/,
  ],
  ['the shape of the mask is not looked at', { coin: (i) => i }, ['noise shape'], /not shared along axis/],
  [
    'every step draws the same',
    { stream: ({ seed, site }) => [seed, site === 'a' ? 1 : 2] },
    ['steps'],
    /step 0, site a and seed 0, step 1/,
  ],
  [
    'steps come back after ten',
    { stream: ({ seed, step, site }) => [seed, site === 'a' ? 1 : 2, step % 10] },
    ['steps'],
    /step 10/,
  ],
  [
    'a step moves the stream by one',
    { stream: ({ seed }) => [seed], first: ({ step, site }) => step + (site === 'a' ? 0 : 1e6) },
    ['steps'],
    /step 0, site a and seed 0, step 1/,
  ],
  ['sites draw the same', { stream: ({ seed, step }) => [seed, step] }, ['sites'], /site a and seed 0, step 0, site b/],
  [
    'the second site is a step ahead',
    { stream: ({ seed, step, site }) => [seed, step + (site === 'a' ? 0 : 1)] },
    ['sites'],
    /step 0, site b/,
  ],
  [
    'the seed is not looked at',
    { stream: ({ step, site }) => [site === 'a' ? 1 : 2, step] },
    ['seeds'],
    /seed 0, step 0, site a and seed 1/,
  ],
  [
    'seed and step are added',
    { stream: ({ seed, step, site }) => [seed + step, site === 'a' ? 1 : 2] },
    ['seeds'],
    /seed 0, step 1, site a and seed 1, step 0/,
  ],
  [
    'a seed moves the stream by one',
    { stream: ({ step, site }) => [site === 'a' ? 1 : 2, step], first: ({ seed }) => seed },
    ['seeds'],
    /share their draws/,
  ],
  ['rate 0 drops', { isKept: (u, rate) => u >= Math.max(rate, 0.01) }, ['rate 0'], /0\.7 came out as/],
  ['rate 1 divides by zero', { atOne: () => NaN }, ['rate 1'], /NaN/],
  ['rate 1 keeps', { atOne: (x) => x }, ['rate 1'], /1 came out as 1/],
  ['any rate is taken', { takes: () => true }, ['wrong rates'], /takes -0\.5, 1\.5, NaN/],
  [
    'NaN is washed away',
    { kept: (x, rate) => (Number.isNaN(x) ? 0 : x / (1 - rate)) },
    ['NaN'],
    /comes out as a number/,
  ],
  ['NaN becomes a number', { dropped: (x) => (Number.isNaN(x) ? 7 : 0) }, ['NaN'], /comes out as 7/],
];

describe('the probe', () => {
  it('lets a right library pass, with fewer tests than it promises', async () => {
    const report = await runDropoutProbe(sourceOf());
    expect(failed(report)).toEqual([]);
    expect(report.results.map(({ law }) => law)).toEqual(probeLaws());
    expect(report.tests).toBeGreaterThan(100);
    expect(report.tests).toBeLessThan(1000);
  });

  it.each<[string, Partial<Parts>]>([
    ['scaling in inference', { kept: (x) => x, inference: (x, rate) => x * (1 - rate) }],
    ['multiplying by the mask, so that NaN stays', { dropped: (x) => (Number.isNaN(x) ? x : 0) }],
    ['refusing rate 1', { takes: (rate) => rate >= 0 && rate < 1 }],
    ['a scale in f32', { kept: (x, rate) => x * Math.fround(1 / Math.fround(1 - rate)) }],
  ])('allows %s', async (_, parts) => {
    expect(failed(await runDropoutProbe(sourceOf(parts)))).toEqual([]);
  });

  it.each(faults)('finds that %s', async (_, parts, laws, words) => {
    const report = await runDropoutProbe(sourceOf(parts));
    expect(failed(report)).toEqual(expect.arrayContaining([...laws]));
    const found = report.results.filter(({ law }) => laws.includes(law)).map((result) => result.found);
    expect(found.join('\n')).toMatch(words);
  });

  it('has a fault for every law but those that ask for what a seed promises', () => {
    const found = new Set(faults.flatMap(([, , laws]) => laws));
    expect(probeLaws().filter((law) => !found.has(law))).toEqual(['repeat']);
  });

  it('finds a library that says it has seeds and has none', async () => {
    let draws = 0;
    const source = sourceOf({ stream: () => [draws++] });
    expect(failed(await runDropoutProbe(source))).toEqual(['repeat']);
    const seedless: DropoutSource = { ...source, subject: { ...source.subject, offers: ['site', 'noiseShape'] } };
    const report = await runDropoutProbe(seedless);
    expect(failed(report)).toEqual([]);
    expect(report.results.find(({ law }) => law === 'seeds')).toMatchObject({
      verdict: 'not offered',
      found: 'has no seed',
    });
  });

  it('says so where too few elements come back, or a usual request is refused', async () => {
    const short: DropoutSource = { ...sourceOf(), draw: () => ({ outputs: [1] }) };
    expect((await runDropoutProbe(short)).results[0]).toMatchObject({
      verdict: 'fail',
      found: 'gave 1 elements for 16384',
    });
    const closed: DropoutSource = { ...sourceOf(), draw: () => ({ refused: 'not today' }) };
    expect((await runDropoutProbe(closed)).results[0]).toMatchObject({
      verdict: 'fail',
      found: expect.stringContaining('not today'),
    });
  });

  it('is told as text', async () => {
    const report = await runDropoutProbe(sourceOf({ kept: (x) => x }));
    expect(probeToMarkdown(report)).toMatch(
      /^### mine: 12 of 13 laws\n\nmine 1\.0; \d+ tests of counts\.\n[^]*\| scale \| \*\*fail\*\* \|/,
    );
    expect(probesToTable([report, report]).match(/^\| mine \| mine 1\.0 \| pass \| \*\*fail\*\* \|/gm)).toHaveLength(2);
  });
});

describe('the tail of a binomial count', () => {
  it.each([
    // Sums of exact fractions.
    [0, 10, 0.5, 2 / 1024],
    [10, 10, 0.5, 2 / 1024],
    [9, 10, 0.5, 22 / 1024],
    [2, 3, 0.25, 2 * (9 / 64 + 1 / 64)],
    [5, 10, 0.5, 1],
  ])('of %d in %d at %d is %d', (count, n, p, want) => {
    expect(Math.abs(binomialTail(count, n, p) / want - 1)).toBeLessThan(1e-12);
  });

  it('is that of the normal law for many coins, also far out', () => {
    // P(|Z| > 6) = 1.973e-9, corrected for continuity by half a coin.
    const [n, sigma] = [1_000_000, 500];
    expect(binomialTail(500_000 + 6 * sigma, n, 0.5) / 1.973e-9).toBeGreaterThan(0.98);
    expect(binomialTail(500_000 + 6 * sigma, n, 0.5) / 1.973e-9).toBeLessThan(1.03);
  });
});
