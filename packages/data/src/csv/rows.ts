/** CSV text as rows of cells. */
import { fail } from '@bernoulli/api/ir';
import type { Row } from './cells.ts';

/** A text, and what messages call it. */
export interface Text extends Pick<Row, 'who' | 'at'> {
  readonly text: string;
  /** Found out where it is not given. */
  readonly delimiter: string | undefined;
}

/** @throws BernoulliError `FORMAT` for quotes that do not end, and whatever `visit` throws, at the row. */
export async function forEachRow({ who, at, text, delimiter }: Text, visit: (row: Row) => void): Promise<void> {
  // Loaded only when a table is read.
  const { default: Papa } = await import('papaparse');
  // Empty lines would mislead the guess; but the rows that are read are counted with them.
  const guess = (): string => Papa.parse(text, { preview: 10, skipEmptyLines: 'greedy' }).meta.delimiter;
  let number = 0;
  Papa.parse<string[]>(text, {
    delimiter: delimiter ?? guess(),
    step: ({ data: cells, errors }) => {
      number++;
      const broken = errors.find(({ type }) => type === 'Quotes');
      if (broken !== undefined) {
        const what = `row ${number} has quotes that do not fit together`;
        fail('FORMAT', { who, at, what, received: broken.message });
      }
      if (cells.length > 1 || cells[0]!.trim() !== '') visit({ who, at, number, cells });
    },
  });
}
