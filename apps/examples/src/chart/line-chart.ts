/** Curves over a common x, each with the spread around it. */
import type { Series } from './render.ts';
import { bandSeries, checkBand, checkPoints, plot, type Frame, type Interval, type Point } from './plot.ts';
import { colourOf } from './theme.ts';

export interface Line {
  readonly name: string;
  readonly points: readonly Point[];
  /** The spread around each point, as in mean ± one standard deviation. Drawn as a shaded band. */
  readonly band?: readonly Interval[];
  readonly dashed?: boolean;
  /** True: each point is marked. Default: true for up to 30 points. */
  readonly marked?: boolean;
  /** Lines of one colour are told apart by dashes. Default: the next of the palette. */
  readonly colour?: string;
}

export interface LineChartOptions extends Frame {
  readonly series: readonly Line[];
}

/**
 * A line chart as SVG text. The same options give the same text.
 *
 * @throws BernoulliError `DATA` when a line has no points, or one that is not finite, or a band that does not fit.
 */
export function lineChart({ series, ...frame }: LineChartOptions): string {
  const drawn = series.flatMap((line, index): Series[] => {
    const { name, points, band, dashed = false, marked = points.length <= 30, colour = colourOf(index) } = line;
    checkPoints('lineChart', name, points);
    if (band !== undefined) checkBand('lineChart', name, points, band);
    const curve: Series = {
      type: 'line',
      name,
      data: points.map(([x, y]) => [x, y]),
      color: colour,
      lineStyle: { width: 2.2, type: dashed ? [7, 5] : 'solid' },
      symbol: marked ? 'circle' : 'none',
      symbolSize: 5.5,
      silent: true,
      emphasis: { disabled: true },
      z: 3,
    };
    return band === undefined ? [curve] : [bandSeries(points, band, colour), curve];
  });
  return plot(
    frame,
    drawn,
    series.map(({ name }) => name),
  );
}
