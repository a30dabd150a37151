/** Rows to train on and rows to judge by, in turn. */
import { permutation, siteKey } from '@bernoulli/api/random';
import type { Values } from '../input/values.ts';

export interface Fold {
  readonly train: { readonly x: Values; readonly y: Values };
  readonly validation: { readonly x: Values; readonly y: Values };
}

/** Every row is judged by in one fold, and trained on in the others. Which, follows from the seed. */
export function foldsOf(x: Values, y: Values, folds: number, seed: number | bigint): Fold[] {
  const rows = x.shape[0]!;
  const order = permutation(siteKey(seed, '#rates/folds', 0), rows);
  return Array.from({ length: folds }, (_, fold) => {
    const held = order.filter((_row, place) => place % folds === fold);
    const rest = order.filter((_row, place) => place % folds !== fold);
    const both = (chosen: Uint32Array) => ({ x: take(x, chosen), y: take(y, chosen) });
    return { train: both(rest), validation: both(held) };
  });
}

function take({ data, shape: [, ...row] }: Values, rows: Uint32Array): Values {
  const width = row.reduce((product, n) => product * n, 1);
  const out = new Float64Array(rows.length * width);
  rows.forEach((from, to) => out.set(data.subarray(from * width, (from + 1) * width), to * width));
  return { data: out, shape: [rows.length, ...row] };
}
