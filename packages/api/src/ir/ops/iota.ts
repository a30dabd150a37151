/** 0, 1, 2, … along an axis, repeated over the others; `i32`. */
import type { OpDefinition } from '../op.ts';
import { resolveAxis, type Shape } from '../shape.ts';

export interface IotaAttrs {
  readonly shape: Shape;
  /** Counted from the front. */
  readonly axis: number;
}

export const iota: OpDefinition<IotaAttrs> = {
  arity: 0,
  infer: (_, { shape, axis }) => {
    resolveAxis(axis, shape.length, 'iota');
    return { dtype: 'i32', shape };
  },
  gradient: null,
};
