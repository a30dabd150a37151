/** A hard version of the digits: few of them to learn from, some with a wrong label. */
import { permutation, siteKey, uniform } from '@bernoulli/api/random';
import { loadDigits } from '../data/digits.ts';
import type { DataSet, Examples } from '../data/examples.ts';

export interface FewDigits {
  /** How many to train on, from 1 to 1,437. */
  readonly count: number;
  /** Fraction of these whose label is replaced by another digit. Default 0. */
  readonly wrong?: number | undefined;
  /** How many of the others to choose by, with the right labels. Default: none. */
  readonly validation?: number | undefined;
}

/** What the examples about overfitting learn from. */
export const hardDigits = { count: 320, wrong: 0.3 } as const;
export const hardDigitsText = '2 × 256 hidden units · 320 digits, 96 mislabelled';
export const hardDigitsNote =
  'Training accuracy is against the labels as they are given: whoever learns the right ones only has 70 %.';

/** Which digits, and what is wrong with them, follows from the seed. The test digits are always the same 360, with the right labels. */
export function fewDigits(
  seed: number,
  { count, wrong = 0, validation = 0 }: FewDigits,
): DataSet & { readonly validation?: Examples } {
  const { train, test } = loadDigits();
  const order = permutation(siteKey(seed, 'fewDigits/order', 0), train.y.length);
  const drawn = take(train, order.subarray(0, count));
  // The order is random already, so the first of them are as good as any.
  uniform(siteKey(seed, 'fewDigits/labels', 0), [Math.round(wrong * count)]).forEach((u, i) => {
    drawn.y[i] = (drawn.y[i]! + 1 + Math.floor(9 * u)) % 10;
  });
  if (validation === 0) return { train: drawn, test };
  return { train: drawn, validation: take(train, order.subarray(count, count + validation)), test };
}

function take({ x, y }: Examples, rows: Uint32Array): Examples {
  const width = x.shape[1]!;
  const data = new Float32Array(rows.length * width);
  rows.forEach((row, i) => data.set((x.data as Float32Array).subarray(row * width, (row + 1) * width), i * width));
  return { x: { dtype: 'f32', shape: [rows.length, width], data }, y: Int32Array.from(rows, (row) => y[row]!) };
}
