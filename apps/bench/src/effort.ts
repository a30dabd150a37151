/** How long the bench takes pains: less for each point of a curve, for there are many. */
import type { Effort } from './measure.ts';
import type { Options } from './options.ts';

export function effortOf({ quick, rounds, curves }: Pick<Options, 'quick' | 'rounds' | 'curves'>): Effort {
  if (curves !== undefined && !quick) return { rounds, warmUp: 700, atLeast: 300 };
  return quick ? { rounds, warmUp: 300, atLeast: 100 } : { rounds, warmUp: 1500, atLeast: 700 };
}
