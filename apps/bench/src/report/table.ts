/** Tables, for a terminal and for a page. */

export interface Table {
  readonly title: string;
  /** Of what is in each column; the first holds names, the others figures. */
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** A line below. */
  readonly note?: string;
}

/** In columns: names to the left, figures to the right. */
export function toText({ title, head, rows, note }: Table): string {
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...all.map((row) => row[column]!.length)));
  const lines = all.map((row) =>
    row
      .map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!)))
      .join('  ')
      .trimEnd(),
  );
  return [...(title === '' ? [] : [title]), ...lines, ...(note === undefined ? [] : [note])].join('\n');
}

export function toMarkdown({ title, head, rows, note }: Table): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const rule = head.map((_, i) => (i === 0 ? '---' : '---:'));
  const table = [head, rule, ...rows].map(line).join('\n');
  return [...(title === '' ? [] : [`**${title}**`]), table, ...(note === undefined ? [] : [note])].join('\n\n');
}

/** Three figures; an exponent only where they would be zeros. */
export function figure(value: number): string {
  if (!Number.isFinite(value)) return '–';
  if (value !== 0 && Math.abs(value) < 1e-3) return value.toExponential(2);
  const whole = Math.floor(Math.log10(Math.abs(value) || 1)) + 1;
  return value.toFixed(Math.min(4, Math.max(0, 3 - whole)));
}
