/** An activation as a setting of a layer. */
import type { Field } from '../ir/index.ts';
import { activationName, getActivation, type Activation, type ActivationLike } from './index.ts';

/** An activation, which is stored by its name; `null` is `linear`. */
export function activation(fallback?: string): Field<ActivationLike, Activation> {
  return { must: 'be an activation, or its name', fallback, read: getActivation, save: activationName };
}
