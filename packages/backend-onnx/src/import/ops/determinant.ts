/** Determinants of small matrices, by Laplace's expansion: each minor is worked out once. */
import type { Tensor } from '@bernoulli/api';
import type { NodeCall, Operator } from '../node-call.ts';
import { unsupported } from '../unsupported.ts';
import type { Value } from '../value.ts';
import { part } from './axes.ts';

/** The minors double with each row. */
const MOST_ROWS = 8;

function determinant(c: NodeCall): Value {
  const x = c.tensor(0);
  const size = x.shape.at(-1)!;
  if (x.dtype !== 'f32' || x.rank < 2 || x.shape.at(-2) !== size || size < 1 || size > MOST_ROWS)
    unsupported(`an operand that holds no matrices of ${MOST_ROWS} rows and columns at most`);
  const lead = x.shape.slice(0, -2);
  const element = (row: number, column: number): Tensor =>
    part(part(x, x.rank - 2, row, 1), x.rank - 1, column, 1).reshape(lead);
  // Of the last rows, by the set of the columns that are left.
  let minors = new Map<number, Tensor | undefined>([[0, undefined]]);
  for (let row = size - 1; row >= 0; row--) {
    const next = new Map<number, Tensor>();
    for (let set = 0; set < 2 ** size; set++) {
      const columns = Array.from({ length: size }, (_, i) => i).filter((i) => set & (1 << i));
      if (columns.length !== size - row) continue;
      const terms = columns.map((column, i) => {
        const minor = minors.get(set & ~(1 << column));
        const term = minor === undefined ? element(row, column) : element(row, column).mul(minor);
        return i % 2 === 0 ? term : term.neg();
      });
      next.set(
        set,
        terms.reduce((a, b) => a.add(b)),
      );
    }
    minors = next;
  }
  return c.same(minors.get(2 ** size - 1)!);
}

export const determinants: Readonly<Record<string, Operator>> = { Det: determinant };
