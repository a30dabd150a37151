/** One value after the other, each up to a step, that step included. */
import { readConfig } from '../ir/index.ts';
import { checkPieces, pieceFields, type PiecewiseConfig } from './piecewise.ts';
import { stored, type Schedule } from './schedule.ts';

/**
 * values[i] at step t, where i is how many of the boundaries are below t: the value changes one step later than that of
 * {@link piecewise}. As Keras's PiecewiseConstantDecay.
 *
 * @throws BernoulliError `CONFIG` for boundaries that do not ascend, or another number of values than boundaries + 1.
 * @example
 * ```ts
 * import { schedules } from '@bernoulli/api';
 * const rate = schedules.piecewiseConstantDecay({ boundaries: [10], values: [0.5, 0] });
 * [rate(10), rate(11)]; // => [0.5, 0]
 * ```
 */
export function piecewiseConstantDecay(config: PiecewiseConfig): Schedule {
  const read = readConfig('piecewiseConstantDecay', config, pieceFields);
  checkPieces('piecewiseConstantDecay', read);
  const { boundaries, values } = read;
  return stored(
    'piecewiseConstantDecay',
    read,
    (step) => values[boundaries.filter((boundary) => boundary < step).length]!,
  );
}
