/** Dropout masks as pictures: a dark cell is a unit that is kept, a pale one a unit that is dropped. */
import { fail } from '@bernoulli/api/ir';
import { colours, faint, font, ink, paper, rule } from './theme.ts';

export interface MaskPanel {
  readonly name: string;
  /** A line under the name, as for a fingerprint. */
  readonly note?: string;
  readonly rows: number;
  readonly columns: number;
  /** Row by row, 0 or 1. */
  readonly mask: Uint8Array;
}

export interface MaskGridOptions {
  readonly title: string;
  readonly subtitle?: string;
  readonly panels: readonly MaskPanel[];
  /** Side of a cell in pixels. Default: 6. */
  readonly cell?: number;
  /** Panels in a row. Default: all of them. */
  readonly perRow?: number;
}

const margin = 20;
const gap = 28;
const caption = 44;

/**
 * Masks side by side as SVG text; equal masks are seen to be equal. The same options give the same text.
 *
 * @throws BernoulliError `DATA` when there is no panel, or a mask does not fill its rows and columns with 0 and 1.
 */
export function maskGrid({ title, subtitle, panels, cell = 6, perRow = panels.length }: MaskGridOptions): string {
  if (panels.length === 0) fail('DATA', { who: 'maskGrid', what: 'there is no mask to draw' });
  panels.forEach(checkPanel);
  const across = Math.min(perRow, panels.length);
  const panelWidth = Math.max(150, ...panels.map(({ columns }) => columns * cell));
  const panelHeight = caption + Math.max(...panels.map(({ rows }) => rows * cell));
  const top = subtitle === undefined ? 54 : 78;
  const least = Math.max(10 * title.length, 7 * (subtitle?.length ?? 0)) + 2 * margin;
  const width = Math.max(least, 2 * margin + across * (panelWidth + gap) - gap);
  const height = top + Math.ceil(panels.length / across) * (panelHeight + gap) - gap + margin;

  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="${font}">`,
    `<rect width="${width}" height="${height}" fill="${paper}"/>`,
    text(margin, 32, 17, ink, title, 'bold'),
  ];
  if (subtitle !== undefined) parts.push(text(margin, 54, 13, faint, subtitle));
  panels.forEach((panel, i) => {
    const x = margin + (i % across) * (panelWidth + gap);
    const y = top + Math.floor(i / across) * (panelHeight + gap);
    parts.push(text(x, y + 14, 13, ink, panel.name, 'bold'));
    if (panel.note !== undefined) parts.push(text(x, y + 32, 12, faint, panel.note));
    parts.push(drawMask(panel, x, y + caption, cell));
  });
  return `${parts.join('\n')}\n</svg>\n`;
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
  return `${ground}\n<path fill="${colours[0]}" shape-rendering="crispEdges" d="${path}"/>`;
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

function text(x: number, y: number, size: number, colour: string, words: string, weight = 'normal'): string {
  return `<text x="${x}" y="${y}" font-size="${size}" font-weight="${weight}" fill="${colour}">${escape(words)}</text>`;
}

function escape(words: string): string {
  return words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
