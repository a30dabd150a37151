/** A curve that knows how sure it is: observations, a mean, and a band around it. */
import { bandSeries } from './band.ts';
import { checkBand, checkOptions, checkPoints } from './checks.ts';
import type { Key } from './legend.ts';
import { axesNames, sizedNames, type Axes, type Interval, type Point, type Sized } from './picture.ts';
import { plot } from './plot.ts';
import type { Series } from './render.ts';
import { colourOf, faint, ink } from './theme.ts';

export interface UncertaintyChartOptions extends Sized, Omit<Axes, 'logarithmic'> {
  /** What was measured. */
  readonly observed: readonly Point[];
  /** What is predicted, from left to right. */
  readonly mean: readonly Point[];
  /** How far the prediction may be off at each point of `mean`. */
  readonly band: readonly Interval[];
  /** What the band is, for the legend, as in `mean ± 2σ`. */
  readonly bandName: string;
  /** What is really so, where that is known. */
  readonly truth?: readonly Point[] | undefined;
}

/**
 * A chart of predictive uncertainty as SVG text. The same options give the same text.
 *
 * @throws BernoulliError `DATA` when points are missing or not finite, or the band does not fit.
 * @example
 * ```ts
 * import { uncertaintyChart } from '@bernoulli/charts';
 * const svg = uncertaintyChart({
 *   title: 'Less sure away from the observations',
 *   xLabel: 'x',
 *   yLabel: 'y',
 *   observed: [[0, 0.1], [1, 0.9]],
 *   mean: [[0, 0], [1, 1], [2, 2]],
 *   band: [[-0.1, 0.1], [0.9, 1.1], [1, 3]],
 *   bandName: 'mean ± 2σ',
 * });
 * svg.includes('mean ± 2σ'); // => true
 * ```
 */
export function uncertaintyChart(options: UncertaintyChartOptions): string {
  const own = { observed: 0, mean: 0, band: 0, bandName: 0, truth: 0 } as const;
  checkOptions('uncertaintyChart', options, { ...sizedNames, ...axesNames, ...own });
  const { observed, mean, band, bandName, truth = [], ...picture } = options;
  const who = 'uncertaintyChart';
  checkPoints(who, 'observed', observed);
  checkPoints(who, 'mean', mean);
  checkBand(who, 'band', mean, band);
  if (options.truth !== undefined) checkPoints(who, 'truth', truth);

  const blue = colourOf(0);
  const series: Series[] = [
    bandSeries(bandName, mean, band, blue),
    line('mean', mean, blue, 'solid'),
    {
      type: 'scatter',
      name: 'observed',
      data: observed.map(([x, y]) => [x, y]),
      color: ink,
      symbolSize: 6,
      itemStyle: { opacity: 0.75 },
      silent: true,
      emphasis: { disabled: true },
      z: 4,
    },
  ];
  const keys: Key[] = [
    { name: 'observed', kind: 'dots', colour: ink },
    { name: 'mean', kind: 'line', colour: blue },
    { name: bandName, kind: 'band', colour: blue },
  ];
  if (truth.length > 0) {
    series.push(line('truth', truth, faint, [7, 5]));
    keys.push({ name: 'truth', kind: 'dashes', colour: faint });
  }
  return plot(picture, [{ ...picture, series, keys, points: [] }]);
}

function line(name: string, points: readonly Point[], color: string, type: 'solid' | number[]): Series {
  return {
    type: 'line',
    name,
    data: points.map(([x, y]) => [x, y]),
    color,
    lineStyle: { width: 2.2, type },
    symbol: 'none',
    silent: true,
    emphasis: { disabled: true },
    z: 3,
  };
}
