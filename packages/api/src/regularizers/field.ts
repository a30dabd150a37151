/** A regularizer as a setting of a layer. */
import { thingField } from '../config/registry.ts';
import type { Field } from '../ir/index.ts';
import { getRegularizer, type Regularizer, type RegularizerLike } from './index.ts';

/** A regularizer, or `null`, the default. */
export function regularizer(): Field<RegularizerLike, Regularizer | null> {
  return thingField<RegularizerLike, Regularizer | null>('a regularizer, its name, or null', getRegularizer, null);
}
