/** Regression sets of UCI with the splits that papers on uncertainty use, from a folder that is already there. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fail } from '@bernoulli/api/ir';
import type { Rows } from './problems.ts';

/** Rows with numbers to predict. */
export interface NumberRows {
  readonly x: Rows['x'];
  readonly y: Rows['x'];
}

export interface UciSplit {
  readonly train: NumberRows;
  readonly test: NumberRows;
  /** Standard deviation of the targets before they were scaled: what turns an error back into their unit. */
  readonly unit: number;
}

/**
 * A split of a set: `FOLDER/NAME/data.txt`, with columns in `index_features.txt` and `index_target.txt`, and rows in `index_train_K.txt`
 * and `index_test_K.txt` (J. M. Hernández-Lobato and R. Adams, "Probabilistic Backpropagation", ICML 2015). Columns are scaled to mean 0
 * and standard deviation 1 on the training rows.
 *
 * @throws BernoulliError `FILE` where a file cannot be read; `FORMAT` for one that does not hold numbers, or names rows that are not there.
 */
export function readUci(folder: string, name: string, split: number): UciSplit {
  const file = (part: string): string => join(folder, name, part);
  const table = numbers(file('data.txt')).filter((row) => row.length > 0);
  const list = (part: string): number[] => {
    const values = numbers(file(part)).flat();
    const limit = part.startsWith('index_t') && part !== 'index_target.txt' ? table.length : table[0]!.length;
    const wrong = values.find((value) => !Number.isInteger(value) || value < 0 || value >= limit);
    if (wrong !== undefined)
      fail('FORMAT', {
        who: 'readUci',
        at: file(part),
        what: `must hold whole numbers below ${limit}`,
        received: wrong,
      });
    return values;
  };
  const [features, target] = [list('index_features.txt'), list('index_target.txt')];
  const [train, test] = [list(`index_train_${split}.txt`), list(`index_test_${split}.txt`)];
  const scaled = (columns: readonly number[]) => {
    const scales = columns.map((column) => scaleOf(train.map((row) => table[row]![column]!)));
    return {
      scales,
      of: (rows: readonly number[]): Rows['x'] => ({
        data: Float32Array.from(
          rows.flatMap((row) => columns.map((column, c) => (table[row]![column]! - scales[c]!.mean) / scales[c]!.sd)),
        ),
        shape: [rows.length, columns.length],
      }),
    };
  };
  const [x, y] = [scaled(features), scaled(target)];
  const part = (rows: readonly number[]): NumberRows => ({ x: x.of(rows), y: y.of(rows) });
  return { train: part(train), test: part(test), unit: y.scales[0]!.sd };
}

/** A column that does not vary keeps its unit. */
function scaleOf(values: readonly number[]): { mean: number; sd: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return { mean, sd: Math.sqrt(variance) || 1 };
}

function numbers(path: string): number[][] {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    return fail('FILE', {
      who: 'readUci',
      what: `${path} cannot be read: ${(error as Error).message.split('\n')[0]}`,
      hint: 'Hand in the folder that holds concrete, energy, wine-quality-red and yacht',
    });
  }
  return text.split('\n').map((line, i) =>
    line
      .trim()
      .split(/\s+/)
      .filter((word) => word !== '')
      .map((word) => {
        const value = Number(word);
        if (!Number.isFinite(value))
          fail('FORMAT', { who: 'readUci', at: path, what: `line ${i + 1} must hold numbers`, received: word });
        return value;
      }),
  );
}
