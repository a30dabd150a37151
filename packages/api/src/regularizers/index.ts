/** The regularizers, and the way to one by name. */
import type { NameOf } from '../config/names.ts';
import { registry, type Saved } from '../config/registry.ts';
import * as regularizers from './classes.ts';
import type { Regularizer } from './regularizer.ts';

/** The name of a regularizer: its class's in camel case. */
export type RegularizerName = NameOf<typeof regularizers>;

const registered = /* @__PURE__ */ registry<Regularizer, RegularizerName>({
  kind: 'regularizer',
  classes: regularizers,
  methods: ['penalty', 'getConfig'],
});

/** What may stand for a regularizer: a name, the thing itself, its stored form, or `null` for none. */
export type RegularizerLike = RegularizerName | Regularizer | Saved | null;

/**
 * The regularizer itself, or the one that a name (`l1`, `l2`, `l1l2`) or a `{ className, config }` stands for; `null` for none.
 *
 * @throws BernoulliError `NAME` for an unknown name, with the names that exist; `CONFIG` for anything else.
 */
export function getRegularizer(regularizer: RegularizerLike | undefined): Regularizer | null {
  return regularizer === null || regularizer === undefined ? null : registered.get(regularizer);
}

/** Builds the regularizer that `{ className, config }` describes, as `getConfig` gave it. */
export function regularizerFromConfig(saved: Saved): Regularizer {
  return registered.fromConfig(saved);
}

export * from './classes.ts';
export type { Regularizer } from './regularizer.ts';
/** Every regularizer under its class name. */
export { regularizers };
