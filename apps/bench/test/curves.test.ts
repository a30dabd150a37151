import { lineChart } from '@bernoulli/charts';
import { describe, expect, it } from 'vitest';
import { countsOf, fitPrices, predicted } from '../src/curves/cost.ts';
import { plans } from '../src/curves/plan.ts';
import { growths, linesOf, pricesOf, type Taken } from '../src/curves/series.ts';
import { networkOf } from '../src/networks.ts';
import { growthTable } from '../src/report/curves-table.ts';
import { toText } from '../src/report/table.ts';
import { wellFormed } from './well-formed.ts';

const prices = [2e-8, 5e-7, 1e-5];

/** Points that cost what the prices say, times a factor. */
function points(contender: string, factor: (axis: string, x: number) => number): Taken[] {
  return plans(2)
    .slice(0, 2)
    .flatMap(({ axis, points }) =>
      points.map(({ x, network }) => {
        const each = predicted(network, prices) * factor(axis, x);
        return { axis, x, network, contender, ours: true, rounds: [each, each, each] };
      }),
    );
}

describe('the predicted cost', () => {
  it('counts what a step must do', () => {
    const [products, parameters, units] = countsOf(networkOf([784, 64, 10], 32));
    expect(products).toBe(2 * 32 * (2 * 784 * 64 + 3 * 64 * 10));
    expect(parameters).toBe(784 * 64 + 64 + 64 * 10 + 10);
    expect(units).toBe(32 * 64);
  });
  it('finds the prices again that figures were made with', () => {
    const found = fitPrices(points('a', () => 1).map(({ network, rounds }) => ({ network, milliseconds: rounds[0]! })));
    found.forEach((price, i) => expect(price / prices[i]!).toBeCloseTo(1, 2));
  });
  it('sees a doubling that is dearer than its arithmetic, and says which is worst', () => {
    const growth = growths(...withPrices(points('a', (axis, x) => (axis === 'width' && x === 2048 ? 1.5 : 1))));
    expect(growth.map(({ axis, from, to }) => `${axis} ${from} ${to}`)).toEqual([
      'width 256 512',
      'width 512 1024',
      'width 1024 2048',
      'batch 256 512',
      'batch 512 1024',
    ]);
    const last = growth.find(({ to }) => to === 2048)!;
    expect(last.excess).toBeGreaterThan(0.15);
    expect(toText(growthTable(growth))).toMatch(/a, width 1024 → 2048 +\+\d+\.\d % +beyond/);
    expect(toText(growthTable(growth))).toContain('worst: a, width 1024 → 2048, +');
  });
  it('finds nothing to complain of where cost grows as the arithmetic does', () => {
    for (const { excess } of growths(...withPrices(points('a', () => 3)))) expect(Math.abs(excess)).toBeLessThan(0.01);
  });
});

describe('the chart', () => {
  it('draws a line for each contender and a dashed one of what is predicted, as well-formed XML', () => {
    const [taken, priced] = withPrices(points('a < b & "c"', () => 1));
    const lines = linesOf(taken, 'width', priced);
    expect(lines.map(({ name, dashed = false }) => [name, dashed])).toEqual([
      ['a < b & "c"', false],
      ['predicted by the arithmetic', true],
    ]);
    const chart = { title: 'A & B', subtitle: '<here>', xLabel: 'width', yLabel: 'ms', logarithmic: true };
    const svg = lineChart({ ...chart, series: lines });
    expect(wellFormed(svg)).toBe(true);
    expect(wellFormed(svg.replace('&amp;', '&'))).toBe(false);
    expect(svg).toContain('>64<');
    expect(svg.match(/stroke-dasharray/g)).toHaveLength(1);
  });
});

function withPrices(taken: Taken[]): [Taken[], ReturnType<typeof pricesOf>] {
  return [taken, pricesOf(taken)];
}
