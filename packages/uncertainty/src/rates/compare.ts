/** Whether a difference that was measured fold by fold is one. */
import { studentQuantile } from '../numerics/student.ts';

/** A mean difference, and the interval it may lie in. */
export interface Comparison {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/**
 * The mean of differences from k folds, ± t · s · √(1/k + 1/(k − 1)): folds share their training rows, so that their differences are not independent,
 * and 1/k alone would be too sure of itself.
 *
 * Source: C. Nadeau and Y. Bengio, "Inference for the Generalization Error", Machine Learning 52 (2003).
 */
export function compare(differences: readonly number[], confidence: number): Comparison {
  const k = differences.length;
  const mean = differences.reduce((sum, d) => sum + d, 0) / k;
  const variance = differences.reduce((sum, d) => sum + (d - mean) ** 2, 0) / (k - 1);
  const half = studentQuantile((1 + confidence) / 2, k - 1) * Math.sqrt(variance * (1 / k + 1 / (k - 1)));
  return { mean, low: mean - half, high: mean + half };
}
