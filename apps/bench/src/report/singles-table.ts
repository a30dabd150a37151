/** Counts and cold starts as a table. */
import type { Single } from '../results.ts';
import { figure, type Table } from './table.ts';

export function singlesTable(singles: readonly Single[]): Table {
  const rows = singles.map(({ name, contender, value, unit }) => [`${name}, ${contender}`, figure(value), unit]);
  return { title: '784-64-10, batch 32', head: ['', 'figure', 'in'], rows };
}
