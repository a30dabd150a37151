/** The activations: their table, and the way to one by name. */
import { fail } from '../ir/index.ts';
import { resolveName } from '../config/registry.ts';
import type { Activation } from './activation.ts';
import { elu } from './elu.ts';
import { exponential } from './exponential.ts';
import { gelu } from './gelu.ts';
import { hardSigmoid } from './hard-sigmoid.ts';
import { leakyRelu } from './leaky-relu.ts';
import { linear } from './linear.ts';
import { logSoftmax } from './log-softmax.ts';
import { mish } from './mish.ts';
import { relu } from './relu.ts';
import { relu6 } from './relu6.ts';
import { selu } from './selu.ts';
import { sigmoid } from './sigmoid.ts';
import { silu } from './silu.ts';
import { softmax } from './softmax.ts';
import { softplus } from './softplus.ts';
import { softsign } from './softsign.ts';
import { tanh } from './tanh.ts';

/** Every activation under its name. */
export const activations = {
  elu,
  exponential,
  gelu,
  hardSigmoid,
  leakyRelu,
  linear,
  logSoftmax,
  mish,
  relu,
  relu6,
  selu,
  sigmoid,
  silu,
  softmax,
  softplus,
  softsign,
  tanh,
} as const;

/** The name of an activation, as a config holds it. */
export type ActivationName = keyof typeof activations;

const aliases = { swish: 'silu' };

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
export function getActivation(activation: string | Activation | null | undefined): Activation {
  if (activation === null || activation === undefined) return linear;
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
export function activationName(activation: Activation): ActivationName {
  for (const [name, known] of Object.entries(activations)) if (known === activation) return name as ActivationName;
  return fail('CONFIG', {
    who: 'activation',
    what: 'a function of your own has no name to be saved under',
    received: activation,
    hint: 'Use the name of one that exists, or write a layer',
  });
}

export type { Activation } from './activation.ts';
export { elu, type EluConfig } from './elu.ts';
export { exponential } from './exponential.ts';
export { gelu, type GeluConfig } from './gelu.ts';
export { hardSigmoid } from './hard-sigmoid.ts';
export { leakyRelu, type LeakyReluConfig } from './leaky-relu.ts';
export { linear } from './linear.ts';
export { logSoftmax } from './log-softmax.ts';
export { mish } from './mish.ts';
export { relu, type ReluConfig } from './relu.ts';
export { relu6 } from './relu6.ts';
export { selu } from './selu.ts';
export { sigmoid } from './sigmoid.ts';
export { silu } from './silu.ts';
export { softmax, type SoftmaxConfig } from './softmax.ts';
export { softplus } from './softplus.ts';
export { softsign } from './softsign.ts';
export { tanh } from './tanh.ts';
