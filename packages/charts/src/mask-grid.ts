/** Dropout masks as pictures: a blue cell is a unit that is kept, a grey one a unit that is dropped. */
import { fail } from '@bernoulli/api/ir';
import { checkOptions } from './checks.ts';
import type { Picture } from './picture.ts';
import { svgText } from './svg-text.ts';
import { colourOf, faint, font, ink, paper, rule, themed } from './theme.ts';

export interface MaskPanel {
  readonly name: string;
  /** A line under the name, as for a fingerprint. */
  readonly note?: string | undefined;
  readonly rows: number;
  readonly columns: number;
  /** Row by row, 0 or 1. */
  readonly mask: Uint8Array;
}

export interface MaskGridOptions extends Picture {
  readonly panels: readonly MaskPanel[];
  /** Side of a cell in pixels. Default: 6. */
  readonly cell?: number | undefined;
  /** Panels in a row. Default: all of them. */
  readonly perRow?: number | undefined;
}

const margin = 20;
const gap = 28;
const caption = 44;
const line = 26;

/**
 * Masks side by side as SVG text. Below stands which of them are the same bits. The same options give the same text.
 *
 * @throws BernoulliError `DATA` when there is no panel, or a mask does not fill its rows and columns with 0 and 1.
 * @example
 * ```ts
 * import { maskGrid } from '@bernoulli/charts';
 * const panel = { rows: 1, columns: 3, mask: Uint8Array.of(1, 0, 1) };
 * const svg = maskGrid({ title: 'Masks', panels: [{ name: 'cpu', ...panel }, { name: 'onnx', ...panel }] });
 * svg.includes('cpu and onnx: the same 3 bits'); // => true
 * ```
 */
export function maskGrid(options: MaskGridOptions): string {
  checkOptions('maskGrid', options, { title: 0, subtitle: 0, theme: 0, panels: 0, cell: 0, perRow: 0 });
  const { title, subtitle, panels, cell = 6, perRow = panels.length, theme = 'auto' } = options;
  if (panels.length === 0) fail('DATA', { who: 'maskGrid', what: 'there is no mask to draw' });
  panels.forEach(checkPanel);
  const across = Math.min(perRow, panels.length);
  const panelWidth = Math.max(150, ...panels.map(({ columns }) => columns * cell));
  const panelHeight = caption + Math.max(...panels.map(({ rows }) => rows * cell));
  const top = subtitle === undefined ? 54 : 78;
  const equal = equalPanels(panels);
  const words = Math.max(...[subtitle ?? '', ...equal].map(({ length }) => 7 * length));
  const least = Math.max(10 * title.length, words) + 2 * margin;
  const width = Math.max(least, 2 * margin + across * (panelWidth + gap) - gap);
  const foot = top + Math.ceil(panels.length / across) * (panelHeight + gap) - gap;
  const height = foot + equal.length * line + margin;

  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="${font}">`,
    `<rect width="${width}" height="${height}" fill="${paper}"/>`,
    svgText(margin, 32, title, { size: 17, colour: ink, weight: 'bold' }),
  ];
  if (subtitle !== undefined) parts.push(svgText(margin, 54, subtitle, { size: 13, colour: faint }));
  panels.forEach((panel, i) => {
    const x = margin + (i % across) * (panelWidth + gap);
    const y = top + Math.floor(i / across) * (panelHeight + gap);
    parts.push(svgText(x, y + 14, panel.name, { size: 13, colour: ink, weight: 'bold' }));
    if (panel.note !== undefined) parts.push(svgText(x, y + 32, panel.note, { size: 12, colour: faint }));
    parts.push(drawMask(panel, x, y + caption, cell));
  });
  equal.forEach((names, i) => parts.push(svgText(margin, foot + (i + 1) * line, names, { size: 13, colour: ink })));
  return themed(`${parts.join('\n')}\n</svg>\n`, theme);
}

/** As in `cpu, tfjs and onnx: the same 2,048 bits`, for each group of two or more. */
function equalPanels(panels: readonly MaskPanel[]): string[] {
  const groups = new Map<string, MaskPanel[]>();
  for (const panel of panels) {
    const bits = `${panel.rows}x${panel.columns}:${panel.mask.join('')}`;
    groups.set(bits, [...(groups.get(bits) ?? []), panel]);
  }
  return [...groups.values()]
    .filter(({ length }) => length > 1)
    .map((group) => {
      const names = group.map(({ name }) => name);
      const bits = group[0]!.mask.length.toLocaleString('en-US');
      return `${names.slice(0, -1).join(', ')} and ${names.at(-1)}: the same ${bits} bits`;
    });
}

/** One path for all kept cells, over a ground for all dropped ones: small, and sharp at any size. */
function drawMask({ rows, columns, mask }: MaskPanel, x: number, y: number, cell: number): string {
  const inner = cell > 3 ? cell - 1 : cell;
  let path = '';
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++)
      if (mask[row * columns + column] === 1)
        path += `M${x + column * cell} ${y + row * cell}h${inner}v${inner}h-${inner}z`;
  const ground = `<rect x="${x}" y="${y}" width="${columns * cell}" height="${rows * cell}" fill="${rule}"/>`;
  return `${ground}\n<path fill="${colourOf(0)}" shape-rendering="crispEdges" d="${path}"/>`;
}

function checkPanel({ name, rows, columns, mask }: MaskPanel): void {
  const at = `mask ${name}`;
  if (!(rows >= 1 && columns >= 1) || mask.length !== rows * columns)
    fail('DATA', {
      who: 'maskGrid',
      at,
      what: `${rows} × ${columns} cells need as many values`,
      received: mask.length,
    });
  const wrong = mask.findIndex((value) => value > 1);
  if (wrong >= 0) fail('DATA', { who: 'maskGrid', at, what: `value ${wrong} must be 0 or 1`, received: mask[wrong] });
}
