/** Reads CSV: tables of numbers, and of words that are classes, as text. */
import { BernoulliError, fail } from '@bernoulli/api/ir';
import { unzipped } from '../source/gunzip.ts';
import { bytesOf, type Source } from '../source/source.ts';
import type { Column } from './columns.ts';
import { readCsvOptions, type ReadCsvOptions } from './options.ts';
import { forEachRow } from './rows.ts';
import { TableReader, type Table } from './table.ts';

/** What was in a file: `fit(x, y)` takes it. */
export interface Csv<Y> {
  readonly x: Table;
  /** One number for each row; with a list of targets, a table of them; without a target `undefined`. */
  readonly y: Y;
  /** Names of the columns of `x`; without a header their numbers. */
  readonly features: readonly string[];
  /** Names of the columns of `y`. */
  readonly targets: readonly string[];
  /** What the class numbers in `y` stand for: class 0 first. Empty where the target is a number. */
  readonly classes: readonly string[];
}

type One = { readonly target: Column };

/**
 * The table of a CSV file, as `fit` takes it: the features in `x`, `[rows, columns]` in f32, and the target in `y`. The file is UTF-8, plain
 * or compressed with gzip, or its text; cells may be quoted (RFC 4180), and empty lines are left out.
 *
 * With `classes`, the target's words become whole numbers from 0 up, for losses such as `sparseCategoricalCrossentropy`.
 *
 * @throws BernoulliError `DATA` for a cell that is no number or no class, naming row and column; `NAME` for a column that is not there;
 * `FORMAT` for rows of unequal length, quotes that do not end, and what is no text; `FILE` for a source that cannot be read.
 * @example
 * ```ts
 * import { readCsv } from '@bernoulli/data';
 * const text = 'length,width,species\n5.1,3.5,setosa\n6.2,2.9,virginica\n';
 * const { x, y, features, classes } = await readCsv(text, { target: 'species', classes: true });
 * [x.shape, features]; // => [[2, 2], ['length', 'width']]
 * [[...y], classes]; // => [[0, 1], ['setosa', 'virginica']]
 * ```
 */
export function readCsv(
  source: Source | string,
  options: ReadCsvOptions & One & { readonly classes: true | readonly string[] },
): Promise<Csv<Int32Array>>;
export function readCsv(
  source: Source | string,
  options: ReadCsvOptions & One & { readonly classes?: undefined },
): Promise<Csv<Float32Array>>;
export function readCsv(
  source: Source | string,
  options: ReadCsvOptions & { readonly target: readonly Column[] },
): Promise<Csv<Table>>;
export function readCsv(
  source: Source | string,
  options?: ReadCsvOptions & { readonly target?: undefined },
): Promise<Csv<undefined>>;
export async function readCsv(
  source: Source | string,
  options: ReadCsvOptions = {},
): Promise<Csv<Int32Array | Float32Array | Table | undefined>> {
  const who = 'readCsv';
  const settings = readCsvOptions(who, options);
  const { name, delimiter } = settings;
  const file = typeof source === 'string' ? undefined : await bytesOf(who, source, settings);
  const at = file?.at ?? name;
  const text = file === undefined ? (source as string) : decode(who, at, await unzipped(file));
  const table = new TableReader(settings);
  await forEachRow({ who, at, text, delimiter }, (row) => table.add(row));
  return (
    table.finish() ??
    fail('DATA', {
      who,
      at,
      what: 'there is no row of data',
      received: file === undefined ? text : undefined,
      hint: file === undefined ? 'A path is not read: hand in the text or the bytes of the file' : undefined,
    })
  );
}

function decode(who: string, at: string | undefined, bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    const received = (cause as Error).message;
    throw new BernoulliError('FORMAT', { who, at, what: 'the file must be text in UTF-8', received }, { cause });
  }
}
