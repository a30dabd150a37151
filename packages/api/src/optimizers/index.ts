/** The optimizers, and the way to one by name. */
import { registry, type Saved } from '../config/registry.ts';
import * as optimizers from './classes.ts';
import type { Optimizer } from './optimizer.ts';

const registered = /* @__PURE__ */ registry<Optimizer>({
  kind: 'optimizer',
  classes: optimizers,
  methods: ['scalars', 'clip', 'update', 'getConfig'],
});

/**
 * The optimizer itself, or the one that a name (`adam`, `rmsprop`) or a `{ className, config }` stands for.
 *
 * @throws BernoulliError `NAME` for an unknown name, with the names that exist; `CONFIG` for anything else.
 */
export function getOptimizer(optimizer: string | Optimizer | Saved): Optimizer {
  return registered.get(optimizer);
}

/** Builds the optimizer that `{ className, config }` describes, as `getConfig` gave it. */
export function optimizerFromConfig(saved: Saved): Optimizer {
  return registered.fromConfig(saved);
}

export * from './classes.ts';
export { GradientOptimizer, type OptimizerConfig } from './gradient-optimizer.ts';
export type { Optimizer, UpdateContext, Updated } from './optimizer.ts';
/** Every optimizer under its class name. */
export { optimizers };
