/** What `readCsv` is told. */
import { fail, field, flag, optional, readConfig } from '@bernoulli/api/ir';
import { readFields, type ReadOptions } from '../source/source.ts';
import type { Column } from './columns.ts';

export interface ReadCsvOptions extends ReadOptions {
  /** Whether the first row has the names of the columns. Default: true. */
  readonly header?: boolean | undefined;
  /** What stands between two cells, as `';'`. Default: found out from the first rows. */
  readonly delimiter?: string | undefined;
  /** The columns of `x`, in this order. Default: all but the target. */
  readonly features?: readonly Column[] | undefined;
  /** The column of `y`, or a list of them. Default: none. */
  readonly target?: Column | readonly Column[] | undefined;
  /**
   * The target is one of these words, and `y` is its number among them. `true`: the words that come, sorted. Hand the `classes` of the
   * training data in again for other files, so that a class has one number everywhere.
   */
  readonly classes?: true | readonly string[] | undefined;
  /** What an empty cell among the features stands for, as 0 or NaN. Default: it is an error. */
  readonly missing?: number | undefined;
}

const isColumn = (x: unknown): x is Column => typeof x === 'string' || Number.isInteger(x);
const isList = (x: unknown, each: (item: unknown) => boolean): boolean =>
  Array.isArray(x) && x.length > 0 && x.every(each);
const isWord = (x: unknown): boolean => typeof x === 'string';

const fields = {
  ...readFields,
  header: flag(true),
  delimiter: optional(
    field<string>('be text without quotes and line ends', (x) => typeof x === 'string' && /^[^"\r\n]+$/.test(x)),
  ),
  features: optional(field<readonly Column[]>('be a list of names or numbers of columns', (x) => isList(x, isColumn))),
  target: optional(
    field<Column | readonly Column[]>(
      'be the name or number of a column, or a list of them',
      (x) => isColumn(x) || isList(x, isColumn),
    ),
  ),
  classes: optional(
    field<true | readonly string[]>('be true or a list of words', (x) => x === true || isList(x, isWord)),
  ),
  missing: optional(field<number>('be a number', (x) => typeof x === 'number')),
};

/** The options, checked and with their defaults. */
export type CsvSettings = ReturnType<typeof readCsvOptions>;

/** `targets` is a list in any case, and `listed` says whether the target was one. */
export function readCsvOptions(who: string, options: ReadCsvOptions) {
  const { target, ...rest } = readConfig(who, options, fields);
  const targets =
    target === undefined ? [] : Array.isArray(target) ? (target as readonly Column[]) : [target as Column];
  const { classes } = rest;
  if (classes !== undefined && (targets.length !== 1 || Array.isArray(target)))
    fail('CONFIG', { who, what: 'classes are those of one target', received: `target: ${JSON.stringify(target)}` });
  if (Array.isArray(classes) && new Set(classes).size < classes.length)
    fail('CONFIG', { who, what: 'classes must not hold a word twice', received: classes });
  return { ...rest, targets, listed: Array.isArray(target) };
}
