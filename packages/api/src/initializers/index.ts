/** The initializers, and the way to one by name. */
import type { Aliases, NameOf } from '../config/names.ts';
import { registry, type Saved } from '../config/registry.ts';
import * as initializers from './classes.ts';
import type { Initializer } from './initializer.ts';

const aliases = {
  normal: 'RandomNormal',
  uniform: 'RandomUniform',
  one: 'Ones',
  zero: 'Zeros',
} as const satisfies Aliases<typeof initializers>;

/** The name of an initializer: its class's in camel case, or a short one. */
export type InitializerName = NameOf<typeof initializers, typeof aliases>;

const registered = /* @__PURE__ */ registry<Initializer, InitializerName>({
  kind: 'initializer',
  classes: initializers,
  aliases,
  methods: ['draw', 'getConfig'],
});

/** What may stand for an initializer: a name, the thing itself, or its stored form. */
export type InitializerLike = InitializerName | Initializer | Saved;

/**
 * The initializer itself, or the one that a name (`glorotUniform`, `he_normal`, `zeros`) or a `{ className, config }` stands for.
 *
 * @throws BernoulliError `NAME` for an unknown name, with the names that exist; `CONFIG` for anything else.
 */
export function getInitializer(initializer: InitializerLike): Initializer {
  return registered.get(initializer);
}

/** Builds the initializer that `{ className, config }` describes, as `getConfig` gave it. */
export function initializerFromConfig(saved: Saved): Initializer {
  return registered.fromConfig(saved);
}

export * from './classes.ts';
export type { Initializer } from './initializer.ts';
export type { Distribution, FanMode } from './scaled.ts';
/** Every initializer under its class name. */
export { initializers };
