/** A value from outside: handed in at each run, or carried over from the last. */
import type { DType } from '../dtype.ts';
import type { OpDefinition } from '../op.ts';
import type { Shape } from '../shape.ts';

export interface InputAttrs {
  readonly name: string;
  readonly dtype: DType;
  readonly shape: Shape;
}

export const input: OpDefinition<InputAttrs> = {
  kind: 'source',
  arity: 0,
  infer: (_, { dtype, shape }) => ({ dtype, shape }),
  zeros: 'none',
  finite: 'none',
  gradient: null,
  expand: null,
};
