/** What all pictures can be told. */
import type { Theme } from './theme.ts';

export interface Picture {
  readonly title: string;
  readonly subtitle?: string | undefined;
  /** Light, dark, or as whoever looks at it prefers. Default `'auto'`. */
  readonly theme?: Theme | undefined;
}

/** A picture whose size is chosen. */
export interface Sized extends Picture {
  /** In pixels. Default 760. */
  readonly width?: number | undefined;
  /** In pixels. Default 460. */
  readonly height?: number | undefined;
}

export type Point = readonly [x: number, y: number];
export type Interval = readonly [low: number, high: number];

/** What stands beside the axes, and how they run. */
export interface Axes {
  readonly xLabel: string;
  readonly yLabel: string;
  /** Ends of an axis. Default: from the data. */
  readonly xRange?: Interval | undefined;
  readonly yRange?: Interval | undefined;
  /** True: y is a fraction, and shown in percent. */
  readonly percent?: boolean | undefined;
  /** True: both axes are logarithmic, and every x has a mark. All points must then be above 0. */
  readonly logarithmic?: boolean | undefined;
}

/** The names of what pictures of any size, and those with axes, can be told. */
export const sizedNames = { title: 0, subtitle: 0, theme: 0, width: 0, height: 0 } as const satisfies Record<
  keyof Sized,
  0
>;
export const axesNames = {
  xLabel: 0,
  yLabel: 0,
  xRange: 0,
  yRange: 0,
  percent: 0,
} as const satisfies Record<Exclude<keyof Axes, 'logarithmic'>, 0>;
