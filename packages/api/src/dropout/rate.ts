/** The probability of dropping: one number, or one for each unit (the article's p_j). */
import { fail } from '../ir/index.ts';

/** Probability in [0, 1] that a unit is dropped; an array gives each unit of the last axis its own. */
export type Rate = number | readonly number[];

export function checkRate(who: string, rate: unknown): asserts rate is Rate {
  const bad = (r: unknown): boolean => typeof r !== 'number' || !(r >= 0 && r <= 1);
  if (Array.isArray(rate)) {
    if (rate.length === 0) fail('CONFIG', { who, what: 'rate must hold one number per unit', received: '[]' });
    const at = rate.findIndex(bad);
    if (at >= 0) fail('CONFIG', { who, what: `rate[${at}] must be in [0, 1]`, received: describe(rate[at]) });
  } else if (bad(rate)) fail('CONFIG', { who, what: 'rate must be in [0, 1]', received: describe(rate) });
}

function describe(rate: unknown): unknown {
  return rate === undefined ? 'undefined' : rate;
}

/** Probability of keeping, as the mask compares it: rounded to `f32`. */
export function keepProbability(rate: Rate, unit: number): number {
  return Math.fround(1 - (typeof rate === 'number' ? rate : rate[unit]!));
}
