/** The regularizers: their table, and the way to one by name. */
import { fromTable, toThing, type Saved } from '../config/registry.ts';
import { L1L2 } from './l1-l2.ts';
import { L1 } from './l1.ts';
import { L2 } from './l2.ts';
import type { Regularizer } from './regularizer.ts';

/** Every regularizer under its class name. */
export const regularizers = { L1, L1L2, L2 } as const;

/**
 * The regularizer itself, or the one that a name (`l1`, `l2`, `l1l2`) or a `{ className, config }` stands for; `null` for none.
 *
 * @throws BernoulliError `NAME` for an unknown name, with the names that exist; `CONFIG` for anything else.
 */
export function getRegularizer(regularizer: string | Regularizer | Saved | null | undefined): Regularizer | null {
  if (regularizer === null || regularizer === undefined) return null;
  return toThing<Regularizer>('regularizer', regularizers, regularizer, ['penalty', 'getConfig']);
}

/** Builds the regularizer that `{ className, config }` describes, as `getConfig` gave it. */
export function regularizerFromConfig(saved: Saved): Regularizer {
  return fromTable<Regularizer>('regularizer', regularizers, saved);
}

export { L1L2, type L1L2Config } from './l1-l2.ts';
export { L1, type L1Config } from './l1.ts';
export { L2, type L2Config } from './l2.ts';
export type { Regularizer } from './regularizer.ts';
