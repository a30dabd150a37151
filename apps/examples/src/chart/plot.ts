/** What the charts with axes have in common: frame, axes, legend, bands, and the checks of what is drawn. */
import { fail } from '@bernoulli/api/ir';
import { renderSvg, type Option, type Series } from './render.ts';
import { faint, font, ink, paper, rule, size } from './theme.ts';

export type Point = readonly [x: number, y: number];
export type Interval = readonly [low: number, high: number];

export interface Frame {
  readonly title: string;
  readonly subtitle?: string;
  readonly xLabel: string;
  readonly yLabel: string;
  /** Ends of an axis. Default: from the data. */
  readonly xRange?: Interval;
  readonly yRange?: Interval;
  /** True: y is a fraction, and shown in percent. */
  readonly percent?: boolean;
  /** In pixels. Default: 760 × 460. */
  readonly width?: number;
  readonly height?: number;
}

/** Draws `series` in a frame. `names` are those that the legend shows; one alone needs no legend. */
export function plot(frame: Frame, series: Series[], names: readonly string[]): string {
  const { width = size.width, height = size.height } = frame;
  const rows = names.length < 2 ? [] : wrap(names, width - 48);
  const option: Option = {
    backgroundColor: paper,
    textStyle: { fontFamily: font, color: ink },
    title: {
      text: frame.title,
      subtext: frame.subtitle ?? '',
      left: 20,
      top: 14,
      itemGap: 6,
      textStyle: { fontSize: 17, fontWeight: 'bold', color: ink, width: width - 40, overflow: 'break' },
      subtextStyle: { fontSize: 13, color: faint, width: width - 40, overflow: 'break' },
    },
    legend: rows.map((row, i) => ({
      data: row,
      bottom: 12 + rowHeight * (rows.length - 1 - i),
      left: 'center',
      itemWidth: key.width,
      itemHeight: 9,
      itemGap: key.gap,
      selectedMode: false,
      textStyle: { fontSize: 13, color: ink },
    })),
    grid: {
      left: 78,
      right: 30,
      top: frame.subtitle === undefined ? 58 : 84,
      bottom: (rows.length > 0 ? 68 : 58) + rowHeight * rows.length,
      outerBoundsMode: 'none',
    },
    xAxis: { ...axis(frame.xLabel, frame.xRange, 34), splitLine: { show: false } },
    yAxis: axis(frame.yLabel, frame.yRange, 54, frame.percent),
    series,
  };
  return renderSvg(option, width, height);
}

function axis(name: string, range: Interval | undefined, nameGap: number, percent = false): object {
  return {
    type: 'value',
    name,
    nameLocation: 'middle',
    nameGap,
    nameTextStyle: { fontSize: 13, color: ink },
    scale: true,
    ...(range === undefined ? {} : { min: range[0], max: range[1] }),
    axisLine: { show: true, onZero: false, lineStyle: { color: faint } },
    axisTick: { show: true, lineStyle: { color: faint } },
    axisLabel: {
      fontSize: 12,
      color: faint,
      ...(percent ? { formatter: (value: number) => `${Number((value * 100).toPrecision(6))} %` } : {}),
    },
    splitLine: { lineStyle: { color: rule } },
  };
}

const rowHeight = 22;
const key = { width: 34, gap: 24 };

/** Names in rows of a legend. ECharts would wrap too, but not tell how high the legend became; widths are estimated generously. */
function wrap(names: readonly string[], width: number): string[][] {
  const rows: string[][] = [[]];
  let used = 0;
  for (const name of names) {
    const needed = key.width + 5 + 7.2 * name.length + key.gap;
    if (used > 0 && used + needed > width) {
      rows.push([]);
      used = 0;
    }
    rows.at(-1)!.push(name);
    used += needed;
  }
  return rows;
}

/** A shaded band from `low` to `high` along the x of `points`, as one polygon behind the lines. */
export function bandSeries(points: readonly Point[], band: readonly Interval[], colour: string): Series {
  return {
    type: 'custom',
    data: points.map(([x], i) => [x, ...band[i]!]),
    encode: { x: 0, y: [1, 2] },
    clip: true,
    silent: true,
    z: 1,
    // Called for each point; the first draws the whole, for a band has no parts.
    renderItem: ({ dataIndex }, api) => {
      if (dataIndex !== 0) return undefined;
      const upper = points.map(([x], i) => api.coord([x, band[i]![1]]));
      const lower = points.map(([x], i) => api.coord([x, band[i]![0]]));
      return {
        type: 'polygon',
        silent: true,
        shape: { points: [...upper, ...lower.toReversed()] },
        style: { fill: colour, opacity: 0.18 },
      };
    },
  };
}

export function checkPoints(who: string, name: string, points: readonly Point[]): void {
  if (points.length === 0) fail('DATA', { who, what: `${name} has no points` });
  const wrong = points.findIndex((point) => !point.every(Number.isFinite));
  if (wrong >= 0)
    fail('DATA', { who, what: `point ${wrong} of ${name} must be finite`, received: points[wrong]!.map(String) });
}

export function checkBand(who: string, name: string, points: readonly Point[], band: readonly Interval[]): void {
  if (band.length !== points.length)
    fail('DATA', {
      who,
      what: `${name} must have one interval for each of its ${points.length} points`,
      received: band.length,
    });
  const wrong = band.findIndex(([low, high]) => !(Number.isFinite(low) && Number.isFinite(high) && low <= high));
  if (wrong >= 0)
    fail('DATA', {
      who,
      what: `interval ${wrong} of ${name} must be finite and in order`,
      received: band[wrong]!.map(String),
    });
}
