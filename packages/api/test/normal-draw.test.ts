/** Normal numbers are the quantiles of uniform ones, and independent of how a batch is cut. */
import { Tensor } from '@bernoulli/api';
import { GraphBuilder } from '@bernoulli/api/ir';
import { drawNormal, key, uniform, type Key } from '@bernoulli/api/random';
import { expect, it } from 'vitest';
import { normalQuantile } from '../src/initializers/normal-quantile.ts';
import { interpret } from '../src/ir/interpret/index.ts';
import { moments, SIGMAS } from './statistics.ts';

function draw(of: Key, rows: number, rowOffset = 0): number[] {
  const b = new GraphBuilder();
  const [k, offset] = [b.input('key', 'i32', [2]), b.input('offset', 'i32', [])];
  const z = drawNormal(new Tensor(b, k), [rows, 100], new Tensor(b, offset));
  const { outputs } = interpret(b.build({ outputs: { z: z.ref } }), {
    key: { dtype: 'i32', shape: [2], data: Int32Array.from(of) },
    offset: { dtype: 'i32', shape: [], data: Int32Array.of(rowOffset) },
  });
  return [...outputs['z']!.data];
}

const some = draw(key(3), 1000);

it('are quantiles of the middles of the steps of uniform ones', () => {
  uniform(key(3), [1000, 100]).forEach((u, i) => {
    const z = normalQuantile(u + 2 ** -24);
    expect(Math.abs(some[i]! - z), `at ${u}`).toBeLessThan(3e-6 * Math.max(1, Math.abs(z)));
  });
});

it('have mean 0, variance 1 and the fourth moment 3', () => {
  const { mean, variance, fourth } = moments(some);
  expect(Math.abs(mean)).toBeLessThan(SIGMAS * Math.sqrt(1 / some.length));
  expect(Math.abs(variance - 1)).toBeLessThan(SIGMAS * Math.sqrt(2 / some.length));
  expect(Math.abs(fourth - 3)).toBeLessThan(SIGMAS * Math.sqrt(96 / some.length));
});

it('go by the number of the row', () => expect(draw(key(3), 7, 5)).toEqual(some.slice(500, 1200)));
