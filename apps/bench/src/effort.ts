/** How long the bench takes pains. */
import type { Effort } from './measure.ts';
import type { Options } from './options.ts';

export function effortOf({ quick, rounds }: Pick<Options, 'quick' | 'rounds'>): Effort {
  return quick ? { rounds, warmUp: 300, atLeast: 100 } : { rounds, warmUp: 1500, atLeast: 700 };
}
