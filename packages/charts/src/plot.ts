/** Pictures with axes: a title, one or more fields side by side, and a legend below. */
import { axisOf, ticks, type Axis } from './axis.ts';
import { legendOf, rowHeight, type Key } from './legend.ts';
import type { Axes, Point, Sized } from './picture.ts';
import { renderSvg, type Series } from './render.ts';
import { faint, font, ink, paper, themed } from './theme.ts';

/** What is drawn between two axes. */
export interface Field extends Axes {
  readonly series: readonly Series[];
  readonly keys: readonly Key[];
  /** All that must be seen, for logarithmic axes. */
  readonly points: readonly Point[];
}

/** From the edge of a field to its axes: room for numbers and labels. */
const room = { left: 78, right: 30, below: 58, between: 26 };

/** Draws fields in a picture, two in a row at most. */
export function plot(picture: Sized, fields: readonly Field[]): string {
  const { title, subtitle, width = 760, height = 460, theme = 'auto' } = picture;
  const legend = legendOf(
    fields.flatMap(({ keys }) => keys),
    width,
  );
  const top = subtitle === undefined ? 58 : 84;
  const columns = Math.min(2, fields.length);
  const rows = Math.ceil(fields.length / columns);
  const foot = legend.length > 0 ? 10 + rowHeight * legend.length : 0;
  const each = (height - top - foot - (rows - 1) * room.between) / rows;
  // The last of an odd number has a row of its own.
  const across = (i: number): number => (i === fields.length - 1 && i % columns === 0 ? width : width / columns);
  const place = fields.map((_, i) => ({
    left: (i % columns) * (width / columns) + room.left,
    top: top + Math.floor(i / columns) * (each + room.between),
    width: across(i) - room.left - room.right,
    height: each - room.below,
    outerBoundsMode: 'none' as const,
  }));
  const axes = fields.map((field, i) => {
    const [xs, ys] = scales(field);
    const axis = (own: Axis): object => ({ ...axisOf(own), gridIndex: i });
    return {
      x: axis({ name: field.xLabel, range: field.xRange, gap: 34, marks: xs, rules: false }),
      y: axis({ name: field.yLabel, range: field.yRange, gap: 54, marks: ys, rules: true, percent: field.percent }),
    };
  });
  const svg = renderSvg(
    {
      backgroundColor: paper,
      textStyle: { fontFamily: font, color: ink },
      title: {
        text: title,
        subtext: subtitle ?? '',
        left: 20,
        top: 14,
        itemGap: 6,
        borderColor: faint,
        textStyle: { fontSize: 17, fontWeight: 'bold', color: ink, width: width - 40, overflow: 'break' },
        subtextStyle: { fontSize: 13, color: faint, width: width - 40, overflow: 'break' },
      },
      legend,
      grid: place,
      xAxis: axes.map(({ x }) => x),
      yAxis: axes.map(({ y }) => y),
      series: fields.flatMap(({ series }, i) => series.map((one) => ({ ...one, xAxisIndex: i, yAxisIndex: i }))),
    },
    width,
    height,
  );
  return themed(svg, theme);
}

/** Where logarithmic axes are marked: at each x, and at round numbers of y. `undefined` for axes that are not. */
function scales({ logarithmic = false, points }: Field): [number[] | undefined, number[] | undefined] {
  if (!logarithmic) return [undefined, undefined];
  const ys = points.map(([, y]) => y);
  const xs = [...new Set(points.map(([x]) => x))].sort((a, b) => a - b);
  return [xs, ticks(Math.min(...ys), Math.max(...ys))];
}
