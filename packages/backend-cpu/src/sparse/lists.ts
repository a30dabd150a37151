/** Lists of what is not zero in a value: which there are in an executable, and what is known of them in the present run. */
import type { NodeId } from '@bernoulli/api/ir';

/** Whether a line of a list is a row or a column of the matrix as it lies. */
export type LineKind = 'rows' | 'columns';

/** An operand of a product: the first, whose lines are rows of the result, or the second, whose lines are columns of it. */
export type Side = 'a' | 'b';

/** A value that may hold zeros. The first product of a run that reads it counts them. */
export interface CountedValue {
  readonly root: NodeId;
  readonly elements: number;
  /** Elements that are not zero. */
  nonZero: number;
  readonly lists: List[];
}

/** Made by the first product of a run that wants it, and read by all others. */
export interface List {
  readonly value: CountedValue;
  readonly kind: LineKind;
  readonly lines: number;
  /** Elements of a line. */
  readonly length: number;
  readonly bytes: number;
  /** The first and the last unit that may read it, by their place in the schedule. */
  readonly first: number;
  last: number;
  built: boolean;
}

/** One operand of a product, given by a list. */
export interface ListedOperand {
  readonly list: List;
  readonly side: Side;
  /** True if this product is the first to read the value in a run. */
  readonly counts: boolean;
}

/** What became of a product in the last run. */
export interface ProductCount {
  readonly m: number;
  readonly k: number;
  readonly n: number;
  /** The operand whose zeros were skipped. */
  readonly skipped: Side | null;
  readonly multiplications: number;
  /** True if it made its list. */
  readonly listed: boolean;
}
