/** An initializer as a setting of a layer. */
import { thingField } from '../config/registry.ts';
import type { Field } from '../ir/index.ts';
import { getInitializer, type Initializer, type InitializerLike, type InitializerName } from './index.ts';

/** An initializer; the name of the default must be given. */
export function initializer(fallback: InitializerName): Field<InitializerLike, Initializer> {
  return thingField('an initializer, or its name', getInitializer, fallback);
}
