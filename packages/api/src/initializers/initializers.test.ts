/** What must hold of the draws: exact values, prefixes, limits. */
import { describe, expect, it } from 'vitest';
import { fillUniform, foldIn, key, sizeOf } from '../ir/index.ts';
import { fansOf } from './fans.ts';
import {
  GlorotUniform,
  Identity,
  initializers,
  Orthogonal,
  RandomNormal,
  RandomUniform,
  TruncatedNormal,
  VarianceScaling,
} from './index.ts';
import { log } from './log.ts';
import { normalQuantile } from './normal-quantile.ts';

describe('uniform draws', () => {
  it('are the stream itself on [0, 1)', () => {
    const stream = new Float32Array(1000);
    fillUniform(key(7), stream);
    expect(new RandomUniform({ minval: 0, maxval: 1 }).draw(key(7), [10, 100])).toEqual(stream);
  });

  it('are rounded once, from double precision', () => {
    const stream = new Float32Array(6);
    fillUniform(key(7), stream);
    const limit = Math.sqrt(3) * Math.sqrt(1 / 2.5);
    expect(new GlorotUniform().draw(key(7), [2, 3])).toEqual(stream.map((u) => -limit + 2 * limit * u));
  });
});

describe('normal draws', () => {
  // Worked out elsewhere: Threefry and the same routine of Wichura's as Python has it, rounded to f32.
  it.each([
    [
      new RandomNormal({ stddev: 1 }),
      [-0.02830454334616661, 0.4671318531036377, 0.2957030236721039, 0.15354600548744202],
    ],
    [
      new TruncatedNormal({ stddev: 1 }),
      [-0.027016358450055122, 0.4443809688091278, 0.28187721967697144, 0.14650820195674896],
    ],
  ])('of %o are frozen to the bit', (initializer, values) => {
    expect([...initializer.draw(key(42), [4])]).toEqual(values);
  });

  it('that are truncated come close to two standard deviations, and never beyond', () => {
    const values = new TruncatedNormal({ stddev: 1 }).draw(key(42), [2 ** 16]).map(Math.abs);
    const largest = values.reduce((a, b) => Math.max(a, b));
    expect(largest).toBeLessThanOrEqual(2);
    expect(largest).toBeGreaterThan(1.998);
  });
});

describe('every initializer', () => {
  /** Those that are for weights of so many axes, or more. */
  const least = new Map<unknown, number>([[Orthogonal, 2]]);

  it.each(Object.values(initializers))('%o draws a pure function of key and position', (Class) => {
    const initializer = new Class();
    expect(initializer.draw(key(1), [3, 4])).toEqual(initializer.draw(key(1), [3, 4]));
    expect(initializer.draw(key(1), [0, 4])).toHaveLength(0);
    for (const shape of [[], [4], [2, 3, 4]].filter((shape) => shape.length >= (least.get(Class) ?? 0)))
      if (Class !== Identity || shape.length === 2) {
        expect(initializer.draw(key(1), shape)).toHaveLength(sizeOf(shape));
        expect(initializer.draw(key(1), shape).every(Number.isFinite)).toBe(true);
      } else expect(() => initializer.draw(key(1), shape)).toThrow('Identity: the weight must be a matrix.');
  });

  it('names a weight that has no two axes to be orthogonal', () => {
    for (const shape of [[], [4]])
      expect(() => new Orthogonal().draw(key(1), shape)).toThrow('Orthogonal: the weight must have two axes or more.');
  });

  it.each([new RandomUniform(), new RandomNormal(), new TruncatedNormal()])(
    '$className draws prefixes of one stream',
    (initializer) => {
      expect(initializer.draw(key(1), [5])).toEqual(initializer.draw(key(1), [50]).slice(0, 5));
      expect(initializer.draw(key(1), [5])).not.toEqual(initializer.draw(foldIn(key(1), 1), [5]));
    },
  );
});

describe('the normal quantile', () => {
  it.each([
    [0.5, 0],
    [0.25, -0.6744897501960817],
    [0.001, -3.090232306167813],
    [0.0227501319481792, -2],
    [2 ** -24, -5.294704084854597],
  ])('of %f is %f', (p, z) => {
    expect(Math.abs(normalQuantile(p) - z)).toBeLessThanOrEqual(1e-15 * (1 + Math.abs(z)));
    expect(normalQuantile(1 - p)).toBeCloseTo(-z, 9);
  });

  it('rises over every joint', () => {
    let last = -Infinity;
    for (let k = 0; k < 4000; k++) {
      const z = normalQuantile((k + 0.5) / 4000);
      expect(z).toBeGreaterThan(last);
      last = z;
    }
  });
});

describe('the logarithm', () => {
  it.each([2 ** -24, 1e-3, 0.3, Math.SQRT1_2, 0.7072, 1, 1.2, Math.SQRT2, 10])('of %f is that of the machine', (x) => {
    expect(Math.abs(log(x) - Math.log(x))).toBeLessThanOrEqual(5e-16 * Math.abs(Math.log(x)));
  });
});

describe('fans', () => {
  it.each([
    [[], 1, 1],
    [[5], 5, 5],
    [[2, 3], 2, 3],
    [[3, 3, 4, 8], 36, 72],
  ])('of %j are %i and %i', (shape, fanIn, fanOut) => {
    expect(fansOf(shape)).toEqual({ fanIn, fanOut });
  });
});

describe('settings', () => {
  it.each([
    [() => new RandomUniform({ minval: 1, maxval: 0 }), 'RandomUniform: minval must be at most maxval, 0. Received 1.'],
    [
      () => new RandomNormal({ stddev: -1 }),
      'RandomNormal: stddev must be a finite number of at least 0. Received -1.',
    ],
    [
      () => new VarianceScaling({ mode: 'fan_in' as never }),
      'VarianceScaling: mode must be one of fanIn, fanOut, fanAvg. Received "fan_in".',
    ],
    [() => new GlorotUniform({ seed: 1 } as never), 'GlorotUniform: there is no setting "seed"; there are none.'],
  ])('bad ones are refused: %#', (make, message) => {
    expect(make).toThrow(message);
  });
});
