/** Pages of tables, for people. */

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

type Cell = string | number;

/** Text as XML and HTML take it; what neither allows, as control characters, is left out. */
export function text(value: string): string {
  // oxlint-disable-next-line no-control-regex
  return value.replace(/[&<>"]/g, (sign) => ENTITIES[sign]!).replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, '');
}

export function table(head: readonly Cell[], rows: readonly (readonly Cell[])[]): string {
  const row = (cells: readonly Cell[], tag: string): string =>
    `<tr>${cells.map((cell) => `<${tag}>${text(String(cell))}</${tag}>`).join('')}</tr>`;
  return `<table>${row(head, 'th')}${rows.map((cells) => row(cells, 'td')).join('\n')}</table>`;
}

/** A page of its own, with nothing from elsewhere. The title is text, the parts are HTML. */
export function page(title: string, parts: readonly string[]): string {
  return [
    '<!doctype html>',
    `<html lang="en"><meta charset="utf-8"><title>${text(title)}</title>`,
    '<style>body{font:14px/1.5 system-ui;max-width:60em;margin:2em auto;padding:0 1em}',
    'table{border-collapse:collapse;margin:1em 0}td,th{padding:.2em .8em;text-align:left;border-bottom:1px solid #ddd}</style>',
    `<h1>${text(title)}</h1>`,
    ...parts,
    '</html>',
    '',
  ].join('\n');
}
