/** How the values of a weight are spread: what TensorBoard draws as a histogram. */

/** Counts of values in buckets that follow one another. Values that are not finite are in none. */
export interface Histogram {
  readonly min: number;
  readonly max: number;
  readonly num: number;
  readonly sum: number;
  readonly sumSquares: number;
  /** The upper end of each bucket. */
  readonly limits: Float64Array;
  readonly counts: Float64Array;
}

/** As many as TensorBoard makes by itself. */
const BUCKETS = 30;

/** Buckets of one width from the smallest value to the largest; a single one where all are alike. */
export function histogramOf(values: ArrayLike<number>): Histogram {
  const finite = Array.from(values).filter(Number.isFinite);
  let [min, max, sum, sumSquares] = [Infinity, -Infinity, 0, 0];
  for (const value of finite) {
    min = Math.min(min, value);
    max = Math.max(max, value);
    sum += value;
    sumSquares += value * value;
  }
  if (finite.length === 0) min = max = 0;
  const width = (max - min) / BUCKETS;
  const limits =
    width === 0 ? Float64Array.of(max) : Float64Array.from({ length: BUCKETS }, (_, i) => min + (i + 1) * width);
  limits[limits.length - 1] = max;
  const counts = new Float64Array(limits.length);
  for (const value of finite) counts[width === 0 ? 0 : Math.min(BUCKETS - 1, Math.floor((value - min) / width))]!++;
  return { min, max, num: finite.length, sum, sumSquares, limits, counts };
}
