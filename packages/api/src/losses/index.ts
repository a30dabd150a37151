/** The losses: their table, and the way to one by name. */
import { fromTable, toThing, type Saved } from '../config/registry.ts';
import { BinaryCrossentropy } from './binary-crossentropy.ts';
import { CategoricalCrossentropy } from './categorical-crossentropy.ts';
import type { Loss } from './loss.ts';
import { MeanAbsoluteError } from './mean-absolute-error.ts';
import { MeanSquaredError } from './mean-squared-error.ts';
import { SparseCategoricalCrossentropy } from './sparse-categorical-crossentropy.ts';

/** Every loss under its class name. */
export const losses = {
  BinaryCrossentropy,
  CategoricalCrossentropy,
  MeanAbsoluteError,
  MeanSquaredError,
  SparseCategoricalCrossentropy,
} as const;

const aliases = { mse: 'MeanSquaredError', mae: 'MeanAbsoluteError', bce: 'BinaryCrossentropy' };

/**
 * The loss itself, or the one that a name (in any spelling: `mse`, `meanSquaredError`, `mean_squared_error`) or a
 * `{ className, config }` stands for.
 *
 * @throws BernoulliError `NAME` for an unknown name, with the names that exist; `CONFIG` for anything else.
 */
export function getLoss(loss: string | Loss | Saved): Loss {
  return toThing<Loss>('loss', losses, loss, ['perSample', 'call', 'getConfig'], aliases);
}

/** Builds the loss that `{ className, config }` describes, as `getConfig` gave it. */
export function lossFromConfig(saved: Saved): Loss {
  return fromTable<Loss>('loss', losses, saved);
}

export { BinaryCrossentropy, type BinaryCrossentropyConfig } from './binary-crossentropy.ts';
export { CategoricalCrossentropy, type CategoricalCrossentropyConfig } from './categorical-crossentropy.ts';
export type { Loss, LossConfig, Reduction } from './loss.ts';
export { MeanAbsoluteError } from './mean-absolute-error.ts';
export { MeanSquaredError } from './mean-squared-error.ts';
export { ReducedLoss } from './reduced-loss.ts';
export {
  SparseCategoricalCrossentropy,
  type SparseCategoricalCrossentropyConfig,
} from './sparse-categorical-crossentropy.ts';
