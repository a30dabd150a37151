/** What the curves say, in words and numbers. */
import { tolerance, type Growth, type Taken } from '../curves/series.ts';
import type { Axis } from '../curves/plan.ts';
import { median } from '../statistics.ts';
import { figure, type Table } from './table.ts';

export function pointLine(axis: Axis, x: number, taken: readonly Taken[]): string {
  const figures = taken.map(({ contender, rounds }) => `${contender} ${figure(median(rounds))}`);
  return `${axis} ${x}: ${figures.join(', ') || 'nobody'} ms`;
}

export function growthTable(growth: readonly Growth[]): Table {
  const rows = growth.map(({ contender, axis, from, to, excess }) => [
    `${contender}, ${axis} ${from} → ${to}`,
    percent(excess),
    Math.abs(excess) <= tolerance ? '' : 'beyond',
  ]);
  const worst = growth.reduce((most, g) => (Math.abs(g.excess) > Math.abs(most.excess) ? g : most));
  const note = `worst: ${worst.contender}, ${worst.axis} ${worst.from} → ${worst.to}, ${percent(worst.excess)}; within ${percent(tolerance).slice(1)} is wanted`;
  return { title: '', head: ['doubling', 'against predicted', ''], rows, note };
}

function percent(fraction: number): string {
  return `${fraction < 0 ? '−' : '+'}${(Math.abs(fraction) * 100).toFixed(1)} %`;
}
