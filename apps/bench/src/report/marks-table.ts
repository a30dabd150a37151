/** The marks as a table. */
import type { Judged } from '../marks.ts';
import { figure, type Table } from './table.ts';

export function marksTable(judged: readonly Judged[]): Table {
  const rows = judged.map(({ mark: { what, sense, bound, unit }, figure: found, verdict }) => [
    what,
    `${sense === 'most' ? '≤' : '≥'} ${bound} ${unit}`,
    found === undefined ? '–' : figure(found),
    verdict,
  ]);
  const reached = judged.filter(({ verdict }) => verdict === 'reached').length;
  const measured = judged.filter(({ verdict }) => verdict !== 'not measured').length;
  const note = `${reached} of ${judged.length} marks reached, ${measured - reached} missed, ${judged.length - measured} not measured`;
  return { title: '', head: ['mark', 'wanted', 'found', ''], rows, note };
}
