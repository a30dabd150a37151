/** The probability that a comparison with a uniform number really has. */

/** Uniform numbers are k / GRID for whole k. */
const GRID = 2 ** 23;

/**
 * The probability with which `bernoulli(key, p, …)` gives 1: ⌈p · 2²³⌉ / 2²³, with p rounded to `f32` first. Uniform numbers
 * lie on the grid k · 2⁻²³, so u < p holds for ⌈p · 2²³⌉ of its 2²³ points. It is exact in `f32`, draws the same bits as p, and is p
 * itself for 0, 1/2, 1/4 and whatever else lies on the grid. What is kept is scaled by its reciprocal, so that the mean stays
 * also where p is small: a p just above 0 is drawn as 2⁻²³.
 *
 * @param p in [0, 1]
 * @example
 * ```ts
 * import { drawnProbability } from '@bernoulli/api/random';
 * [drawnProbability(0.25), drawnProbability(1e-9) * 2 ** 23]; // => [0.25, 1]
 * ```
 */
export function drawnProbability(p: number): number {
  return Math.ceil(Math.fround(p) * GRID) / GRID;
}
