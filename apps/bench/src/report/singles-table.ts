/** Counts and cold starts as a table. */
import type { Single } from '../results.ts';
import { columns, figure } from './columns.ts';

export function singlesTable(singles: readonly Single[]): string {
  return columns([
    ['784-64-10, batch 32', '', ''],
    ...singles.map(({ name, contender, value, unit }) => [`${name}, ${contender}`, figure(value), unit]),
  ]);
}
