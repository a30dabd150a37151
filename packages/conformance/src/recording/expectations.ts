/** Tells whoever records a journey what is expected of each value, by how much it may be off, and that something must be refused. */
import type { TensorData } from '@bernoulli/api/ir';
import type { CaseArray } from '../case.ts';

export interface Expectation {
  readonly want: CaseArray;
  /** By how much each element may be off. */
  readonly allowed: readonly number[];
  /** The sign of a zero counts too. */
  readonly bits: boolean;
}

/** Who listens: to a value and what it must be, or to `null`, where it is no value that must come. */
type Listener = (got: TensorData | null, expectation: Expectation | null) => void;

let listener: Listener | undefined;

/** Says what is expected. Nobody hears it but who records. */
export function noteExpectation(got: TensorData | null, expectation: Expectation | null): void {
  listener?.(got, expectation);
}

/** Runs something, and hears all that is expected in it. One at a time. */
export async function hearing(own: Listener, run: () => Promise<void>): Promise<void> {
  listener = own;
  try {
    await run();
  } finally {
    listener = undefined;
  }
}
