/** The losses, and the way to one by name. */
import { registry, type Saved } from '../config/registry.ts';
import * as losses from './classes.ts';
import type { Loss } from './loss.ts';

const registered = /* @__PURE__ */ registry<Loss>({
  kind: 'loss',
  classes: losses,
  aliases: {
    mse: 'MeanSquaredError',
    mae: 'MeanAbsoluteError',
    mape: 'MeanAbsolutePercentageError',
    msle: 'MeanSquaredLogarithmicError',
    bce: 'BinaryCrossentropy',
    kld: 'KLDivergence',
    huberloss: 'Huber',
  },
  methods: ['perSample', 'call', 'getConfig'],
});

/**
 * The loss itself, or the one that a name (in any spelling: `mse`, `meanSquaredError`, `mean_squared_error`) or a
 * `{ className, config }` stands for.
 *
 * @throws BernoulliError `NAME` for an unknown name, with the names that exist; `CONFIG` for anything else.
 */
export function getLoss(loss: string | Loss | Saved): Loss {
  return registered.get(loss);
}

/** Builds the loss that `{ className, config }` describes, as `getConfig` gave it. */
export function lossFromConfig(saved: Saved): Loss {
  return registered.fromConfig(saved);
}

export * from './classes.ts';
export type { Loss, LossConfig, Reduction } from './loss.ts';
export { ReducedLoss } from './reduced-loss.ts';
/** Every loss under its class name. */
export { losses };
