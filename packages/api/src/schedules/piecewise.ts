/** One value after the other, each for a while. */
import { fail, field, readConfig } from '../ir/index.ts';
import { stored, type Schedule } from './schedule.ts';

export interface PiecewiseConfig {
  /** Steps at which the next value begins, ascending whole numbers from 1 up. */
  readonly boundaries: readonly number[];
  /** One value more than there are boundaries. */
  readonly values: readonly number[];
}

const steps = field<readonly number[]>(
  'be ascending whole numbers from 1 up',
  (x) => Array.isArray(x) && x.every((n, i) => Number.isSafeInteger(n) && n > (i === 0 ? 0 : x[i - 1])),
  [],
);

const numbers = field<readonly number[]>(
  'be finite numbers',
  (x) => Array.isArray(x) && x.every((n) => Number.isFinite(n)),
  [],
);

export const pieceFields = { boundaries: steps, values: numbers };

/** Fails unless there is one value more than there are boundaries. */
export function checkPieces(who: string, { boundaries, values }: PiecewiseConfig): void {
  if (values.length !== boundaries.length + 1)
    fail('CONFIG', {
      who,
      what: `${boundaries.length} boundaries need ${boundaries.length + 1} values`,
      received: values.length,
    });
}

/**
 * values[i] at step t, where i is how many of the boundaries are at most t. So dropout that stops early is
 * `piecewise({ boundaries: [500], values: [0.5, 0] })`.
 *
 * @throws BernoulliError `CONFIG` for boundaries that do not ascend, or another number of values than boundaries + 1.
 * @example
 * ```ts
 * import { schedules } from '@bernoulli/api';
 * const rate = schedules.piecewise({ boundaries: [10], values: [0.5, 0] });
 * [rate(9), rate(10)]; // => [0.5, 0]
 * ```
 */
export function piecewise(config: PiecewiseConfig): Schedule {
  const read = readConfig('piecewise', config, pieceFields);
  checkPieces('piecewise', read);
  const { boundaries, values } = read;
  return stored('piecewise', read, (step) => values[boundaries.filter((boundary) => boundary <= step).length]!);
}
