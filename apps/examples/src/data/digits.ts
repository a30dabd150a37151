/** The 1,797 handwritten digits of 8 × 8 pixels that come with the examples. See ATTRIBUTION.md. */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { DataSet, Examples } from './examples.ts';

export const DIGITS = 1797;
const pixels = 64;
const width = pixels + 1;

/**
 * 1,437 digits to train on and 360 to test on: pixels as f32 [n, 64] from 0 to 1 (the file's 0 to 16, divided by 16), and labels.
 *
 * The split is fixed. Of all rows in the order of their digit (and of the file, within one digit), every fifth, from the first on, is
 * for testing; so each digit has 35 to 37 of the 360. Both sides keep the order of the file. The last 360 rows would be a harder test,
 * since they come from writers that the others hardly show (SimpleNet: 87 % instead of 93 %), but a less even one.
 */
export function loadDigits(): DataSet {
  const rows = gunzipSync(readFileSync(new URL('./digits.bin.gz', import.meta.url)));
  const labelOf = (row: number): number => rows[row * width + pixels]!;
  const all = Array.from({ length: DIGITS }, (_, row) => row);
  const byDigit = all.toSorted((a, b) => labelOf(a) - labelOf(b) || a - b);
  const forTest = new Set(byDigit.filter((_, place) => place % 5 === 0));

  const pick = (chosen: readonly number[]): Examples => {
    const x = new Float32Array(chosen.length * pixels);
    chosen.forEach((row, i) => {
      for (let p = 0; p < pixels; p++) x[i * pixels + p] = rows[row * width + p]! / 16;
    });
    return { x: { dtype: 'f32', shape: [chosen.length, pixels], data: x }, y: Int32Array.from(chosen, labelOf) };
  };
  return { train: pick(all.filter((row) => !forTest.has(row))), test: pick(all.filter((row) => forTest.has(row))) };
}
