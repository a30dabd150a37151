import { expect, it } from 'vitest';
import { bound, costAt, isTooSmall, isWorthCounting, listedCost, type Sizes } from './cost-model.ts';

/** The share that is not zero below which lists of the first operand's rows pay. */
function breakEven({ m, k, n }: Sizes): number {
  const cost = listedCost(m, k, n, 'rows');
  return (bound({ m, k, n }) - costAt(cost, 0, false)) / (cost.each * m * k);
}

/** As decision 18 has them. */
it.each([
  [128, 1024, 1024, 0.74],
  [64, 256, 256, 0.7],
  [32, 784, 64, 0.62],
  [128, 1024, 10, 0.24],
])('a product of %i × %i × %i gains by lists below %d', (m, k, n, share) => {
  expect(breakEven({ m, k, n })).toBeCloseTo(share, 2);
  expect(isWorthCounting({ m, k, n }, listedCost(m, k, n, 'rows'), m * k)).toBe(share > 0.25);
});

it('a list that is there already costs nothing more', () => {
  const cost = listedCost(128, 1024, 1024, 'columns');
  expect(costAt(cost, 1000, false) - costAt(cost, 1000, true)).toBeCloseTo(cost.list);
});

it('small products are not looked at', () => {
  expect(isTooSmall({ m: 32, k: 64, n: 64 })).toBe(true);
  expect(isWorthCounting({ m: 32, k: 64, n: 64 }, listedCost(32, 64, 64, 'rows'), 32 * 64)).toBe(false);
});

it('values of which a list would take more than 64 MiB are not', () => {
  const worth = (m: number): boolean =>
    isWorthCounting({ m, k: 1024, n: 256 }, listedCost(m, 1024, 256, 'rows'), m * 1024);
  expect([worth(8192), worth(8193)]).toEqual([true, false]);
});

it('an operand that serves few rows is not counted: that would cost more than three per cent of the product', () => {
  const worth = (m: number): boolean =>
    isWorthCounting({ m, k: 1024, n: 1024 }, listedCost(1024, 1024, m, 'rows'), 2 ** 20);
  expect([worth(32), worth(64)]).toEqual([false, true]);
});
