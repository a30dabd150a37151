/** Curves over a common x, each with the spread around it. */
import { bandSeries } from './band.ts';
import { checkBand, checkOptions, checkPoints } from './checks.ts';
import { axesNames, sizedNames, type Axes, type Interval, type Point, type Sized } from './picture.ts';
import { plot, type Field } from './plot.ts';
import type { Series } from './render.ts';
import { colourOf } from './theme.ts';

export interface Line {
  readonly name: string;
  readonly points: readonly Point[];
  /** The spread around each point, as in mean ± one standard deviation. Drawn as a shaded band. */
  readonly band?: readonly Interval[] | undefined;
  readonly dashed?: boolean | undefined;
  /** True: each point is marked. Default: true for up to 30 points of a line that is not dashed. */
  readonly marked?: boolean | undefined;
  /** Number of its colour in the palette. Lines of one colour are told apart by dashes. Default: the place of the line. */
  readonly colour?: number | undefined;
}

export interface LineChartOptions extends Sized, Axes {
  readonly series: readonly Line[];
}

/**
 * A line chart as SVG text. The same options give the same text.
 *
 * @throws BernoulliError `DATA` when a line has no points, or one that is not finite, or a band that does not fit.
 * @example
 * ```ts
 * import { lineChart } from '@bernoulli/charts';
 * const svg = lineChart({
 *   title: 'Accuracy',
 *   xLabel: 'epoch',
 *   yLabel: 'accuracy',
 *   series: [{ name: 'dropout 0.5', points: [[1, 0.8], [2, 0.9]] }],
 * });
 * svg.startsWith('<svg '); // => true
 * ```
 */
export function lineChart(options: LineChartOptions): string {
  checkOptions('lineChart', options, { ...sizedNames, ...axesNames, logarithmic: 0, series: 0 });
  const { series, ...picture } = options;
  if (series.length === 0) checkPoints('lineChart', 'series', []);
  return plot(picture, [{ ...picture, ...linesOf('lineChart', series, picture.logarithmic) }]);
}

/** Lines between two axes. */
export function linesOf(
  who: string,
  lines: readonly Line[],
  logarithmic = false,
): Pick<Field, 'series' | 'keys' | 'points'> {
  const drawn = lines.map((line, i) => {
    const { name, points, band, dashed = false, marked = !dashed && points.length <= 30 } = line;
    checkPoints(who, name, points, logarithmic);
    if (band !== undefined) checkBand(who, name, points, band);
    const colour = colourOf(line.colour ?? i);
    const curve: Series = {
      type: 'line',
      name,
      data: points.map(([x, y]) => [x, y]),
      color: colour,
      lineStyle: { width: dashed ? 1.8 : 2.2, type: dashed ? [7, 5] : 'solid' },
      symbol: marked ? 'circle' : 'none',
      symbolSize: 5.5,
      silent: true,
      emphasis: { disabled: true },
      z: 3,
    };
    const kind = dashed ? 'dashes' : marked ? 'marks' : 'line';
    return {
      series: band === undefined ? [curve] : [bandSeries(`${name} (band)`, points, band, colour), curve],
      key: { name, kind, colour } as const,
      points,
    };
  });
  return {
    series: drawn.flatMap((one) => one.series),
    keys: drawn.map(({ key }) => key),
    points: drawn.flatMap(({ points }) => points),
  };
}
