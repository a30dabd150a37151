/** When copying what is kept costs less than it saves: a model in nanoseconds, fitted to measurements on one thread. */
import type { Compaction } from './plan.ts';
import type { Sizes } from './scratch-layout.ts';

/** Of one multiplication, and of an element of a side that is packed and read, in a product taken whole. */
const [MULTIPLY, READ] = [0.045, 0.3];
/** Of an element that is copied out of an operand, and of one of a result that is spread. */
const [GATHER, SPREAD] = [0.5, 0.3];
/** Of the tasks around the product. */
const FIXED = 5000;

/** The least share of a product's work that must be dropped for compaction to pay, with some margin. */
export function leastDropped({ m, k, n }: Sizes, compaction: Compaction): number {
  const touched = (x: keyof Compaction, y: keyof Compaction): number =>
    +(compaction[x] !== null || compaction[y] !== null);
  const whole = MULTIPLY * m * k * n + READ * (m * k + k * n + m * n);
  const gather = GATHER * (m * k * touched('m', 'k') + k * n * touched('k', 'n'));
  const spread = SPREAD * m * n * touched('m', 'n') + FIXED;
  // What is dropped saves its share of the product; what is kept is gathered.
  return 0.05 + (1.1 * (gather + spread)) / (whole + gather);
}
