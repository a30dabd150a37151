/** How often intervals hold the truth, and how wide they are. */
import type { ArrayInput } from '@bernoulli/api';
import { fail } from '@bernoulli/api/ir';
import { readTargets } from '../input/targets.ts';

export interface IntervalScore {
  /** Share of the targets that are inside, ends included. */
  readonly coverage: number;
  /** Mean width, in the unit of the targets. */
  readonly width: number;
}

/**
 * Coverage (1/N) Σ_i [l_i ≤ y_i ≤ u_i] and mean width (1/N) Σ_i (u_i − l_i). Coverage alone says little: wide intervals cover.
 *
 * @param targets `[rows]` or `[rows, 1]`, like the others
 * @throws BernoulliError `SHAPE` or `DATA` for other shapes, unequal lengths, or an interval upside down.
 * @example
 * ```ts
 * import { intervalScore } from '@bernoulli/uncertainty';
 * intervalScore([1, 5], [0, 0], [2, 4]); // => { coverage: 0.5, width: 3 }
 * ```
 */
export function intervalScore(targets: ArrayInput, lower: ArrayInput, upper: ArrayInput): IntervalScore {
  const who = 'intervalScore';
  const [y, low, high] = readTargets(who, ['targets', targets], ['lower', lower], ['upper', upper]);
  const wrong = low.findIndex((value, i) => value > high[i]!);
  if (wrong >= 0)
    fail('DATA', { who, what: `lower must not be above upper in row ${wrong}`, received: [low[wrong], high[wrong]] });
  const count = (holds: (i: number) => number): number => y.reduce((sum, _, i) => sum + holds(i), 0) / y.length;
  return {
    coverage: count((i) => Number(low[i]! <= y[i]! && y[i]! <= high[i]!)),
    width: count((i) => high[i]! - low[i]!),
  };
}
