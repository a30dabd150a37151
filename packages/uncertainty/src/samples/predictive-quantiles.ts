/** Quantiles of what several networks predict. */
import type { ArrayInput } from '@bernoulli/api';
import { fail } from '@bernoulli/api/ir';
import type { Values } from '../input/values.ts';
import { readSamples } from './samples.ts';

/**
 * Quantiles over the samples, with straight lines between neighbours: the level q of S sorted numbers stands at place q·(S − 1).
 *
 * Source: R. Hyndman and Y. Fan, "Sample Quantiles in Statistical Packages", The American Statistician 50 (1996), definition 7.
 *
 * @param samples `[samples, rows, …]`
 * @param levels each in [0, 1]
 * @returns `[levels, rows, …]`
 * @throws BernoulliError `CONFIG` for a level outside [0, 1], or none; `SHAPE` or `DATA` for unusable samples.
 * @example
 * ```ts
 * import { predictiveQuantiles } from '@bernoulli/uncertainty';
 * [...predictiveQuantiles([[[3]], [[1]], [[2]]], [0, 0.25, 1]).data]; // => [1, 1.5, 3]
 * ```
 */
export function predictiveQuantiles(samples: ArrayInput, levels: readonly number[]): Values {
  const who = 'predictiveQuantiles';
  const { samples: count, size, shape, data } = readSamples(who, samples);
  checkLevels(who, levels);
  const out = new Float64Array(levels.length * size);
  const sorted = new Float64Array(count);
  for (let i = 0; i < size; i++) {
    for (let s = 0; s < count; s++) sorted[s] = data[s * size + i]!;
    sorted.sort();
    levels.forEach((level, l) => {
      const place = level * (count - 1);
      const low = Math.floor(place);
      const high = Math.min(low + 1, count - 1);
      out[l * size + i] = sorted[low]! + (place - low) * (sorted[high]! - sorted[low]!);
    });
  }
  return { data: out, shape: [levels.length, ...shape] };
}

/** Fails unless there are levels, each in [0, 1]. */
export function checkLevels(who: string, levels: readonly number[]): void {
  if (!Array.isArray(levels) || levels.length === 0)
    fail('CONFIG', { who, what: 'there must be a list of levels, of one or more', received: levels });
  const wrong = levels.find((level) => !(typeof level === 'number' && level >= 0 && level <= 1));
  if (wrong !== undefined) fail('CONFIG', { who, what: 'each level must be in [0, 1]', received: wrong });
}
