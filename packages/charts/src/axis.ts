/** An axis of a chart as ECharts is told of it. */
import type { Interval } from './picture.ts';
import { faint, ink, rule } from './theme.ts';

export interface Axis {
  readonly name: string;
  readonly range: Interval | undefined;
  /** From the axis to its name, in pixels. */
  readonly gap: number;
  /** Values that are marked on a logarithmic axis; without them it is linear. */
  readonly marks: readonly number[] | undefined;
  /** Whether lines run across the field at the marks. */
  readonly rules: boolean;
  readonly percent?: boolean | undefined;
}

export function axisOf({ name, range, gap, marks, rules, percent = false }: Axis): object {
  const at = marks === undefined ? {} : { customValues: marks };
  return {
    type: marks === undefined ? 'value' : 'log',
    name,
    nameLocation: 'middle',
    nameGap: gap,
    nameTextStyle: { fontSize: 13, color: ink },
    scale: true,
    ...ends(range, marks),
    axisLine: { show: true, onZero: false, lineStyle: { color: faint } },
    axisTick: { show: true, lineStyle: { color: faint }, ...at },
    minorTick: { show: false },
    axisLabel: { fontSize: 12, color: faint, formatter: percent ? inPercent : String, ...at },
    splitLine: { show: rules, lineStyle: { color: rule }, ...at },
  };
}

function ends(range: Interval | undefined, marks: readonly number[] | undefined): object {
  if (range !== undefined) return { min: range[0], max: range[1] };
  // A little room at both ends, in proportion.
  return marks === undefined ? {} : { min: marks[0]! / 1.12, max: marks.at(-1)! * 1.12 };
}

function inPercent(value: number): string {
  return `${Number((value * 100).toPrecision(6))} %`;
}

/** Round numbers around an interval: 1, 2 and 5 times powers of ten; powers alone where those would be too many. */
export function ticks(low: number, high: number): number[] {
  const steps = Math.log10(high / low) > 3.5 ? [1] : [1, 2, 5];
  const all: number[] = [];
  for (let power = Math.floor(Math.log10(low)) - 1; power <= Math.ceil(Math.log10(high)); power++)
    for (const step of steps) all.push(Number(`${step}e${power}`));
  const first = all.findLastIndex((value) => value <= low);
  const last = all.findIndex((value) => value >= high);
  return all.slice(first, last + 1);
}
