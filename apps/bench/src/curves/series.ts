/** From what was measured along an axis to the lines of its chart and the judgement of how cost grows. */
import { median } from '../statistics.ts';
import { excess, fitPrices, predicted, type Prices, type Sample } from './cost.ts';
import type { Line } from '@bernoulli/charts';
import type { Axis } from './plan.ts';

/** One contender at one point of an axis. */
export interface Taken extends Omit<Sample, 'milliseconds'> {
  readonly axis: Axis;
  readonly x: number;
  readonly contender: string;
  readonly ours: boolean;
  /** Milliseconds per step, one number per round. */
  readonly rounds: readonly number[];
}

/** From here up cost must grow as the arithmetic does. */
export const from = 256;
/** How far a doubling may be off. */
export const tolerance = 0.15;

/** Fractions by which a doubling of one contender was dearer than predicted. */
export interface Growth {
  readonly contender: string;
  readonly axis: Axis;
  readonly from: number;
  readonly to: number;
  readonly excess: number;
}

const along = (taken: readonly Taken[], axis: Axis, contender: string): Taken[] =>
  taken.filter((t) => t.axis === axis && t.contender === contender).sort((a, b) => a.x - b.x);

const sampleOf = ({ network, rounds }: Taken): Sample => ({ network, milliseconds: median(rounds) });

/** The prices of each of our contenders, from its points at and above {@link from}. */
export function pricesOf(taken: readonly Taken[]): Map<string, Prices> {
  const prices = new Map<string, Prices>();
  for (const { contender } of taken.filter(({ ours }) => ours)) {
    if (prices.has(contender)) continue;
    const samples = taken.filter((t) => t.contender === contender && t.axis !== 'threads' && t.x >= from).map(sampleOf);
    // Three prices cannot be told from fewer points.
    if (samples.length > 3) prices.set(contender, fitPrices(samples));
  }
  return prices;
}

export function growths(taken: readonly Taken[], prices: ReadonlyMap<string, Prices>): Growth[] {
  return [...prices].flatMap(([contender, price]) =>
    (['width', 'batch'] as const).flatMap((axis) => {
      const points = along(taken, axis, contender).filter(({ x }) => x >= from);
      return points.slice(1).map((to, i) => ({
        contender,
        axis,
        from: points[i]!.x,
        to: to.x,
        excess: excess(sampleOf(points[i]!), sampleOf(to), price),
      }));
    }),
  );
}

/** A line for each contender; beside ours a dashed one of what is predicted, or, over threads, of what would be ideal. */
export function linesOf(taken: readonly Taken[], axis: Axis, prices: ReadonlyMap<string, Prices>): Line[] {
  const names = [...new Set(taken.filter((t) => t.axis === axis).map(({ contender }) => contender))];
  return names.flatMap((name, i): Line[] => {
    const points = along(taken, axis, name);
    const line: Line = { name, colour: i, points: points.map((t) => [t.x, sampleOf(t).milliseconds]) };
    if (!points[0]!.ours) return [line];
    if (axis === 'threads') {
      const alone = line.points[0]![1] * line.points[0]![0];
      return [
        line,
        { name: 'time of one thread, divided', colour: i, dashed: true, points: points.map(({ x }) => [x, alone / x]) },
      ];
    }
    const price = prices.get(name);
    if (price === undefined) return [line];
    return [
      line,
      {
        name: 'predicted by the arithmetic',
        colour: i,
        dashed: true,
        points: points.filter(({ x }) => x >= from).map(({ x, network }) => [x, predicted(network, price)]),
      },
    ];
  });
}
