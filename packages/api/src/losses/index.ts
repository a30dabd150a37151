/** The losses, and the way to one by name. */
import type { Aliases, NameOf } from '../config/names.ts';
import { registry, type Saved } from '../config/registry.ts';
import * as losses from './classes.ts';
import { FunctionLoss, requireFunction, type LossFunction } from './function-loss.ts';
import type { Loss } from './loss.ts';

const aliases = {
  mse: 'MeanSquaredError',
  mae: 'MeanAbsoluteError',
  mape: 'MeanAbsolutePercentageError',
  msle: 'MeanSquaredLogarithmicError',
  bce: 'BinaryCrossentropy',
  kld: 'KLDivergence',
  huberloss: 'Huber',
} as const satisfies Aliases<typeof losses>;

/** The name of a loss: its class's in camel case, or a short one. */
export type LossName = NameOf<typeof losses, typeof aliases>;

/** What may stand for a loss: a name, the thing itself, a plain function, or the stored form. */
export type LossLike = LossName | Loss | LossFunction | Saved;

const registered = /* @__PURE__ */ registry<Loss, LossName | LossFunction>({
  kind: 'loss',
  classes: losses,
  aliases,
  methods: ['perSample', 'call', 'getConfig'],
  fromFunction: (own: LossFunction, name?: string) => new FunctionLoss(requireFunction('loss', own), name),
});

/**
 * The loss itself, or the one that a name (in any spelling: `mse`, `meanSquaredError`, `mean_squared_error`), a function or a
 * `{ className, config }` stands for.
 *
 * @throws BernoulliError `NAME` for an unknown name, with the names that exist; `CONFIG` for anything else.
 */
export function getLoss(loss: LossLike): Loss {
  return registered.get(loss);
}

/** Builds the loss that `{ className, config }` describes, as `getConfig` gave it. */
export function lossFromConfig(saved: Saved): Loss {
  return registered.fromConfig(saved);
}

export * from './classes.ts';
export type { LossFunction } from './function-loss.ts';
export type { Loss, LossConfig, Reduction } from './loss.ts';
export { ReducedLoss } from './reduced-loss.ts';
/** Every loss under its class name. */
export { losses };
