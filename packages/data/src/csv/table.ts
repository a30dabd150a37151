/** Collects what is asked for of a table, row by row. */
import { fail, listed } from '@bernoulli/api/ir';
import { failCell, numberOf, textOf, type Row } from './cells.ts';
import { ClassNumbers } from './classes.ts';
import { Columns, type Place } from './columns.ts';
import type { CsvSettings } from './options.ts';

/** Numbers of several columns, row by row: `shape` is `[rows, columns]`. */
export interface Table {
  readonly data: Float32Array;
  readonly shape: readonly [rows: number, columns: number];
}

/** The columns that are wanted of a file. */
interface Wanted {
  readonly width: number;
  readonly features: readonly Place[];
  readonly targets: readonly Place[];
}

export class TableReader {
  readonly #settings: CsvSettings;
  readonly #classes: ClassNumbers | undefined;
  readonly #x: number[] = [];
  readonly #y: number[] = [];
  #wanted: Wanted | undefined;

  constructor(settings: CsvSettings) {
    this.#settings = settings;
    this.#classes = settings.classes === undefined ? undefined : new ClassNumbers(settings.classes);
  }

  add(row: Row): void {
    if (this.#wanted === undefined) {
      this.#wanted = this.#choose(row);
      if (this.#settings.header) return;
    }
    const { width, features, targets } = this.#wanted;
    if (row.cells.length !== width)
      fail('FORMAT', {
        who: row.who,
        at: row.at,
        what: `row ${row.number} must have ${width} cells, as the first row has`,
        received: row.cells.length,
      });
    for (const place of features) this.#x.push(numberOf(row, place, this.#settings.missing));
    for (const place of targets)
      if (this.#classes === undefined) this.#y.push(numberOf(row, place));
      else this.#addClass(row, place, this.#classes);
  }

  #choose({ who, at, cells }: Row): Wanted {
    const columns = new Columns(
      who,
      at,
      cells.map((cell, i) => (this.#settings.header ? cell.trim() : String(i))),
    );
    const targets = this.#settings.targets.map((column) => columns.find(column));
    const features = this.#settings.features?.map((column) => columns.find(column)) ?? columns.without(targets);
    if (features.length === 0) fail('DATA', { who, at, what: 'there is no column beside the target' });
    return { width: cells.length, features, targets };
  }

  #addClass(row: Row, place: Place, classes: ClassNumbers): void {
    const word = textOf(row, place);
    if (word === '') failCell(row, place, 'must be a class', 'an empty cell');
    if (!classes.add(word)) failCell(row, place, `must be one of ${listed(this.#settings.classes as string[])}`, word);
  }

  /** `undefined` where there was no row of data. */
  finish() {
    if (this.#wanted === undefined || this.#x.length === 0) return undefined;
    const { features, targets } = this.#wanted;
    const rows = this.#x.length / features.length;
    const table = (values: readonly number[], columns: number): Table => ({
      data: Float32Array.from(values),
      shape: [rows, columns],
    });
    const { classes = [], numbers } = this.#classes?.settle() ?? {};
    const y = targets.length === 0 ? undefined : table(this.#y, targets.length);
    return {
      x: table(this.#x, features.length),
      y: numbers ?? (this.#settings.listed ? y : y?.data),
      features: features.map(({ name }) => name),
      targets: targets.map(({ name }) => name),
      classes,
    };
  }
}
