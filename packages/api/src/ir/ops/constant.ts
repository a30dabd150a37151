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
  kind: 'source',
  arity: 0,
  infer: (_, { value, shape }) => ({ dtype: constantDType(value, shape), shape }),
  zeros: 'none',
  finite: 'none',
  gradient: null,
  expand: null,
};
