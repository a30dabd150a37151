/** A curve that knows how sure it is: observations, a mean, and a band around it. */
import type { Series } from './render.ts';
import { bandSeries, checkBand, checkPoints, plot, type Frame, type Interval, type Point } from './plot.ts';
import { colours, faint, ink } from './theme.ts';

export interface ScatterBandOptions extends Frame {
  /** What was measured. */
  readonly observed: readonly Point[];
  /** What is predicted, from left to right. */
  readonly mean: readonly Point[];
  /** How far the prediction may be off at each point of `mean`. */
  readonly band: readonly Interval[];
  /** What the band is, for the legend, as in `mean ± 2σ`. */
  readonly bandName: string;
  /** What is really so, where that is known. */
  readonly truth?: readonly Point[];
}

/**
 * A chart of predictive uncertainty as SVG text. The same options give the same text.
 *
 * @throws BernoulliError `DATA` when points are missing or not finite, or the band does not fit.
 */
export function scatterBand({ observed, mean, band, bandName, truth, ...frame }: ScatterBandOptions): string {
  const who = 'scatterBand';
  checkPoints(who, 'observed', observed);
  checkPoints(who, 'mean', mean);
  checkBand(who, 'band', mean, band);
  if (truth !== undefined) checkPoints(who, 'truth', truth);

  const line = (name: string, points: readonly Point[], color: string, type: 'solid' | number[]): Series => ({
    type: 'line',
    name,
    data: points.map(([x, y]) => [x, y]),
    color,
    lineStyle: { width: 2.2, type },
    symbol: 'none',
    silent: true,
    emphasis: { disabled: true },
    z: 3,
  });
  const dots: Series = {
    type: 'scatter',
    name: 'observed',
    data: observed.map(([x, y]) => [x, y]),
    color: ink,
    symbolSize: 6,
    itemStyle: { opacity: 0.75 },
    silent: true,
    emphasis: { disabled: true },
    z: 4,
  };
  const [blue] = colours;
  const series = [
    { ...bandSeries(mean, band, blue), name: bandName, color: '#cfe3f0' },
    line('mean', mean, blue, 'solid'),
    dots,
  ];
  if (truth !== undefined) series.push(line('truth', truth, faint, [3, 4]));
  return plot(
    frame,
    series,
    series.map(({ name }) => String(name)),
  );
}
