/** How dropout rates did beside the best of them. */
import { fail } from '@bernoulli/api/ir';
import { checkOptions } from './checks.ts';
import { linesOf, type Line } from './line-chart.ts';
import { sizedNames, type Sized } from './picture.ts';
import { plot } from './plot.ts';

/** What was found, as `findRate` of `@bernoulli/uncertainty` gives it. */
export interface ComparedRates {
  readonly leader: number;
  readonly monitor: string;
  /** In the order of the rates. */
  readonly results: readonly {
    readonly rate: number;
    readonly behind: { readonly mean: number; readonly low: number; readonly high: number };
  }[];
}

export interface RateChartOptions extends Omit<Sized, 'title'> {
  /** Default: that rates are compared, and with which. */
  readonly title?: string | undefined;
  readonly search: ComparedRates;
}

/**
 * What each rate is behind the leader, with its interval, as SVG text: a rate whose interval reaches down to 0 cannot be told from the leader. The
 * same options give the same text.
 *
 * @throws BernoulliError `DATA` when there is no rate, or a figure that is not finite.
 * @example
 * ```ts
 * import { rateChart } from '@bernoulli/charts';
 * const results = [{ rate: 0, behind: { mean: 0.2, low: 0.1, high: 0.3 } }, { rate: 0.5, behind: { mean: 0, low: 0, high: 0 } }];
 * rateChart({ search: { leader: 0.5, monitor: 'loss', results } }).includes('>dropout rate<'); // => true
 * ```
 */
export function rateChart(options: RateChartOptions): string {
  const who = 'rateChart';
  checkOptions(who, options, { ...sizedNames, search: 0 });
  const { search, ...picture } = options;
  const { leader, monitor, results } = search;
  if (results.length === 0) fail('DATA', { who, what: 'there is no rate to draw' });
  const { title = `Dropout rates beside ${leader}, the best` } = picture;
  const rates = results.map(({ rate }) => rate);
  const behind: Line = {
    name: `behind rate ${leader}, with its interval`,
    points: results.map(({ rate, behind: { mean } }) => [rate, mean]),
    band: results.map(({ behind: { low, high } }) => [low, high]),
    marked: true,
  };
  const ends = [Math.min(...rates), Math.max(...rates)];
  const zero: Line = {
    name: 'no difference',
    points: ends.map((rate) => [rate, 0] as const),
    dashed: true,
    colour: 6,
  };
  return plot({ ...picture, title }, [
    { xLabel: 'dropout rate', yLabel: `${monitor} behind the best`, ...linesOf(who, [behind, zero]) },
  ]);
}
