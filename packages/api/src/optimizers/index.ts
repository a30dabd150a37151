/** The optimizers: their table, and the way to one by name. */
import { fromTable, toThing, type Saved } from '../config/registry.ts';
import { AdamW } from './adam-w.ts';
import { Adam } from './adam.ts';
import type { Optimizer } from './optimizer.ts';
import { RMSprop } from './rmsprop.ts';
import { SGD } from './sgd.ts';

/** Every optimizer under its class name. */
export const optimizers = { Adam, AdamW, RMSprop, SGD } as const;

/**
 * The optimizer itself, or the one that a name (`adam`, `rmsprop`) or a `{ className, config }` stands for.
 *
 * @throws BernoulliError `NAME` for an unknown name, with the names that exist; `CONFIG` for anything else.
 */
export function getOptimizer(optimizer: string | Optimizer | Saved): Optimizer {
  return toThing<Optimizer>('optimizer', optimizers, optimizer, ['scalars', 'clip', 'update', 'getConfig']);
}

/** Builds the optimizer that `{ className, config }` describes, as `getConfig` gave it. */
export function optimizerFromConfig(saved: Saved): Optimizer {
  return fromTable<Optimizer>('optimizer', optimizers, saved);
}

export { AdamW } from './adam-w.ts';
export { Adam, type AdamConfig } from './adam.ts';
export { GradientOptimizer, type OptimizerConfig } from './gradient-optimizer.ts';
export type { Optimizer, UpdateContext, Updated } from './optimizer.ts';
export { RMSprop, type RMSpropConfig } from './rmsprop.ts';
export { SGD, type SGDConfig } from './sgd.ts';
