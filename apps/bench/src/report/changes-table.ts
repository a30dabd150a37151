/** A comparison with an earlier report as a table. */
import { tolerance, type Change } from '../compare.ts';
import { columns, figure } from './columns.ts';

export function changesTable(changes: readonly Change[]): string {
  if (changes.length === 0) return 'The reports have no row of ours in common that could be compared.';
  const rows = changes.map(({ work, contender, reference, before, now, ratio, worse }) => [
    `${work}, ${contender}`,
    reference === null ? 'ms' : `× ${reference}`,
    figure(before.median),
    figure(now.median),
    `${figure(ratio)} ×`,
    worse ? 'WORSE' : '',
  ]);
  const worse = changes.filter((change) => change.worse).length;
  const verdict =
    worse === 0
      ? 'Nothing has become worse'
      : `${worse} of ${changes.length} rows took more than ${tolerance} times as long, and more than the spread`;
  return `${columns([['', 'in', 'before', 'now', 'now / before', ''], ...rows])}\n${verdict}`;
}
