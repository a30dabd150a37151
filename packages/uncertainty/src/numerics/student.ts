/** Student's t distribution: how far a mean of few numbers may be off. */
import { incompleteBeta } from './incomplete-beta.ts';

/**
 * The quantile of Student's t with ν degrees of freedom at a level in (½, 1): 2.776 for 0.975 and 4.
 *
 * Its distribution function is 1 − ½ I_x(ν/2, ½) with x = ν / (ν + t²), which is inverted by halving.
 */
export function studentQuantile(level: number, degrees: number): number {
  const above = (t: number): number => 0.5 * incompleteBeta(degrees / (degrees + t * t), degrees / 2, 0.5);
  let [low, high] = [0, 1];
  while (above(high) > 1 - level) high *= 2;
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (above(middle) > 1 - level) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
