/** Figures with their intervals, one below the other, for several cases side by side. */
import { fail } from '@bernoulli/api/ir';
import { checkOptions } from './checks.ts';
import type { Interval, Picture } from './picture.ts';
import { svgText } from './svg-text.ts';
import { colourOf, faint, font, ink, paper, rule, themed } from './theme.ts';

/** A figure, and how far it may be off. */
export interface IntervalRow {
  readonly name: string;
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/** One case: the same names in the same order as the others. */
export interface IntervalPanel {
  readonly name: string;
  readonly rows: readonly IntervalRow[];
}

export interface IntervalChartOptions extends Picture {
  readonly panels: readonly IntervalPanel[];
  /** What the figures are, below each axis. */
  readonly xLabel: string;
  /** Where a line is drawn that figures are compared with. Default 0. */
  readonly reference?: number | undefined;
}

const margin = 20;
const gap = 34;
const panelWidth = 210;
const rowHeight = 26;

/**
 * Means with their intervals as SVG text, a row for each name and a panel for each case, each with an axis of its own. Intervals on one side of the
 * reference are in colour, the others grey. The same options give the same text.
 *
 * @throws BernoulliError `DATA` when there is no panel or row, panels have other names, or an interval is not finite or does not hold its mean.
 * @example
 * ```ts
 * import { intervalChart } from '@bernoulli/charts';
 * const rows = [{ name: 'dropout', mean: 2, low: 1, high: 3 }, { name: 'L2', mean: 0, low: -1, high: 1 }];
 * const svg = intervalChart({ title: 'What helped', xLabel: 'points gained', panels: [{ name: 'digits', rows }] });
 * svg.includes('>dropout<'); // => true
 * ```
 */
export function intervalChart(options: IntervalChartOptions): string {
  checkOptions('intervalChart', options, { title: 0, subtitle: 0, theme: 0, panels: 0, xLabel: 0, reference: 0 });
  const { title, subtitle, panels, xLabel, reference = 0, theme = 'auto' } = options;
  checkPanels(panels);
  const names = panels[0]!.rows.map(({ name }) => name);
  const left = margin + 7.2 * Math.max(...names.map(({ length }) => length)) + 14;
  const top = (subtitle === undefined ? 54 : 78) + 26;
  const foot = top + names.length * rowHeight;
  const least = Math.max(10 * title.length, 7 * (subtitle?.length ?? 0)) + 2 * margin;
  const width = Math.ceil(Math.max(least, left + panels.length * (panelWidth + gap) - gap + margin));
  const height = foot + 62;
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="${font}">`,
    `<rect width="${width}" height="${height}" fill="${paper}"/>`,
    svgText(margin, 32, title, { size: 17, colour: ink, weight: 'bold' }),
  ];
  if (subtitle !== undefined) parts.push(svgText(margin, 54, subtitle, { size: 13, colour: faint }));
  names.forEach((name, i) =>
    parts.push(svgText(round(left - 14), rowAt(top, i) + 4, name, { size: 13, colour: ink, anchor: 'end' })),
  );
  panels.forEach((panel, i) =>
    parts.push(...drawPanel(panel, { x: left + i * (panelWidth + gap), top, foot, reference, xLabel })),
  );
  return themed(`${parts.join('\n')}\n</svg>\n`, theme);
}

function rowAt(top: number, i: number): number {
  return top + (i + 0.5) * rowHeight;
}

interface Place {
  readonly x: number;
  readonly top: number;
  readonly foot: number;
  readonly reference: number;
  readonly xLabel: string;
}

function drawPanel({ name, rows }: IntervalPanel, { x, top, foot, reference, xLabel }: Place): string[] {
  const marks = marksOf([
    Math.min(reference, ...rows.map(({ low }) => low)),
    Math.max(reference, ...rows.map(({ high }) => high)),
  ]);
  const [low, high] = [marks[0]!, marks.at(-1)!];
  const at = (value: number): number => round(x + ((value - low) / (high - low)) * panelWidth);
  const upright = (value: number, colour: string, dash = ''): string =>
    `<path d="M${at(value)} ${top}V${foot}" stroke="${colour}" fill="none"${dash}/>`;
  return [
    svgText(round(x + panelWidth / 2), top - 12, name, { size: 13, colour: ink, weight: 'bold', anchor: 'middle' }),
    ...marks.map((mark) => upright(mark, rule)),
    ...marks.map((mark) => svgText(at(mark), foot + 18, String(mark), { size: 12, colour: faint, anchor: 'middle' })),
    upright(reference, faint, ' stroke-dasharray="5,4"'),
    svgText(round(x + panelWidth / 2), foot + 42, xLabel, { size: 13, colour: ink, anchor: 'middle' }),
    ...rows.map((row, i) => {
      const apart = row.low > reference || row.high < reference;
      const colour = apart ? colourOf(row.mean > reference ? 0 : 1) : faint;
      const y = rowAt(top, i);
      return (
        `<path d="M${at(row.low)} ${y}H${at(row.high)}" stroke="${colour}" stroke-width="2.2" fill="none"/>` +
        `<circle cx="${at(row.mean)}" cy="${y}" r="4" fill="${colour}"/>`
      );
    }),
  ];
}

/** Three to seven round numbers that hold an interval. */
function marksOf([low, high]: Interval): number[] {
  const span = high > low ? high - low : 1;
  const power = 10 ** Math.floor(Math.log10(span / 4));
  const step = [1, 2, 5, 10].map((n) => n * power).find((size) => span / size <= 5)!;
  const first = Math.floor(low / step);
  const last = Math.max(first + 1, Math.ceil(high / step));
  return Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}

function round(pixels: number): number {
  return Math.round(pixels * 10) / 10;
}

function checkPanels(panels: readonly IntervalPanel[]): void {
  const who = 'intervalChart';
  if (panels.length === 0 || panels[0]!.rows.length === 0) fail('DATA', { who, what: 'there is no figure to draw' });
  const names = panels[0]!.rows.map(({ name }) => name).join();
  for (const { name: at, rows } of panels) {
    if (rows.map(({ name }) => name).join() !== names)
      fail('DATA', { who, at, what: 'every panel must have the same names', received: rows.map(({ name }) => name) });
    const wrong = rows.find(({ mean, low, high }) => !(low <= mean && mean <= high && Number.isFinite(high - low)));
    if (wrong !== undefined)
      fail('DATA', {
        who,
        at,
        what: `the interval of ${wrong.name} must be finite and hold its mean`,
        received: wrong,
      });
  }
}
