/** A value that never changes. */
import type { TypedArray } from '../dtype.ts';
import { constantDType } from '../infer.ts';
import type { OpDefinition } from '../op.ts';
import type { Shape } from '../shape.ts';

export interface ConstantAttrs {
  readonly value: TypedArray;
  readonly shape: Shape;
}

export const constant: OpDefinition<ConstantAttrs> = {
  arity: 0,
  infer: (_, { value, shape }) => ({ dtype: constantDType(value, shape), shape }),
  gradient: null,
};
