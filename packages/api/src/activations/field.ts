/** An activation as a setting of a layer. */
import { isStoredFunction, storedFunction, storeFunction, type StoredFunction } from '../config/custom-objects.ts';
import type { Field } from '../ir/index.ts';
import {
  activationName,
  activations,
  getActivation,
  type ActivationFunction,
  type ActivationLike,
  type ActivationName,
} from './index.ts';

/** An activation, which is stored by its name; `null` is `linear`. */
export function activation(fallback?: ActivationName): Field<ActivationLike, ActivationFunction> {
  return { must: 'be an activation, or its name', fallback, read, save };
}

function read(given: ActivationLike | StoredFunction): ActivationFunction {
  return isStoredFunction(given) ? storedFunction('activation', 'activations', given) : getActivation(given);
}

function save(own: ActivationFunction): string | StoredFunction {
  return Object.values<ActivationFunction>(activations).includes(own)
    ? activationName(own)
    : storeFunction('activation', 'an activation', own);
}
