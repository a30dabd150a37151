/** A comparison with an earlier report as a table. */
import { tolerance, type Change } from '../compare.ts';
import { figure, type Table } from './table.ts';

export function changesTable(changes: readonly Change[]): Table {
  const rows = changes.map(({ work, contender, reference, before, now, ratio, worse }) => [
    `${work}, ${contender}`,
    reference === null ? 'ms' : `× ${reference}`,
    figure(before.median),
    figure(now.median),
    `${figure(ratio)} ×`,
    worse ? 'WORSE' : '',
  ]);
  const worse = changes.filter((change) => change.worse).length;
  const note =
    changes.length === 0
      ? 'The reports have no row of ours in common that could be compared'
      : worse === 0
        ? 'Nothing has become worse'
        : `${worse} of ${changes.length} rows took more than ${tolerance} times as long, and more than the spread`;
  return { title: '', head: ['', 'in', 'before', 'now', 'now / before', ''], rows, note };
}
