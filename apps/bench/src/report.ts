/** What was measured, as a table and as ratios. */
import type { Measurement } from './measure.ts';

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** One line per contender: median, spread, and how many times faster than the reference. */
export function table(measurements: readonly Measurement[], reference: string): string {
  const base = median(measurements.find((m) => m.contender === reference)!.rounds);
  const rows = measurements.map(({ contender, rounds }) => [
    contender,
    format(median(rounds)),
    `${format(Math.min(...rounds))} – ${format(Math.max(...rounds))}`,
    `${(base / median(rounds)).toFixed(2)} ×`,
  ]);
  const all = [['', 'ms per step', 'min – max', `speed, ${reference} = 1`], ...rows];
  const widths = all[0]!.map((_, column) => Math.max(...all.map((row) => row[column]!.length)));
  return all
    .map((row) => row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join('  '))
    .join('\n');
}

function format(milliseconds: number): string {
  return milliseconds.toFixed(milliseconds < 10 ? 3 : 1);
}
