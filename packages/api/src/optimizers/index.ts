/** The optimizers, and the way to one by name. */
import type { Aliases, NameOf } from '../config/names.ts';
import { registry, type Saved } from '../config/registry.ts';
import * as optimizers from './classes.ts';
import type { Optimizer } from './optimizer.ts';

const aliases = { rmsprop: 'RMSprop' } as const satisfies Aliases<typeof optimizers>;

/** The name of an optimizer: its class's in camel case. */
export type OptimizerName = NameOf<typeof optimizers, typeof aliases>;

/** What may stand for an optimizer: a name, the thing itself, or its stored form. */
export type OptimizerLike = OptimizerName | Optimizer | Saved;

const registered = /* @__PURE__ */ registry<Optimizer, OptimizerName>({
  kind: 'optimizer',
  classes: optimizers,
  aliases,
  methods: ['scalars', 'clip', 'update', 'getConfig'],
});

/**
 * The optimizer itself, or the one that a name (`adam`, `rmsprop`) or a `{ className, config }` stands for.
 *
 * @throws BernoulliError `NAME` for an unknown name, with the names that exist; `CONFIG` for anything else.
 */
export function getOptimizer(optimizer: OptimizerLike): Optimizer {
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
