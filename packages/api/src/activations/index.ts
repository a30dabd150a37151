/** The activations, and the way to one by name. */
import { fail } from '../ir/index.ts';
import { resolveName, type Aliases } from '../config/names.ts';
import type { ActivationFunction } from './activation.ts';
import * as functions from './functions.ts';

/** Every activation under its name. */
export const activations: typeof functions = functions;

/** The name of an activation, as a config holds it. */
export type ActivationName = keyof typeof activations;

const aliases = { swish: 'silu', hardswish: 'hardSilu' } as const satisfies Aliases<typeof functions>;

/** What may stand for an activation: a name, the function itself, or `null` for none. */
export type ActivationLike = ActivationName | 'hardSwish' | keyof typeof aliases | ActivationFunction | null;

/**
 * The function itself, or the one a name stands for, in any spelling (`leakyRelu`, `leaky_relu`, `swish`); `null` and
 * `undefined` are `linear`.
 *
 * @throws BernoulliError `NAME` for an unknown name, with the names that exist; `CONFIG` for anything else.
 * @example
 * ```ts
 * import { activationName, getActivation } from '@bernoulli/api';
 * activationName(getActivation('hard_sigmoid')); // => 'hardSigmoid'
 * ```
 */
export function getActivation(activation: ActivationLike | undefined): ActivationFunction {
  if (activation === null || activation === undefined) return activations.linear;
  if (typeof activation === 'function') return activation;
  if (typeof activation !== 'string')
    fail('CONFIG', {
      who: 'activation',
      what: 'must be a name, a function of a tensor, or null',
      received: activation,
    });
  return activations[resolveName('activation', activations, activation, aliases) as ActivationName];
}

/**
 * The name under which an activation is saved.
 *
 * @throws BernoulliError `CONFIG` for a function that is not in the table: code has no place in a config.
 */
export function activationName(activation: ActivationFunction): ActivationName {
  for (const [name, known] of Object.entries(activations)) if (known === activation) return name as ActivationName;
  return fail('CONFIG', {
    who: 'activation',
    what: 'a function of your own has no name to be saved under',
    received: activation,
    hint: 'Use the name of one that exists, or write a layer',
  });
}

export * from './functions.ts';
export type { ActivationFunction } from './activation.ts';
