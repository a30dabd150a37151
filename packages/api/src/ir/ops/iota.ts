/** 0, 1, 2, … along an axis, repeated over the others; `i32`. */
import type { OpDefinition } from '../op.ts';
import { resolveAxis, sizeOf, type Shape } from '../shape.ts';

export interface IotaAttrs {
  readonly shape: Shape;
  /** Counted from the front. */
  readonly axis: number;
}

export const iota: OpDefinition<IotaAttrs> = {
  kind: 'source',
  arity: 0,
  infer: (_, { shape, axis }) => {
    resolveAxis(axis, shape.length, 'iota');
    return { dtype: 'i32', shape };
  },
  zeros: 'none',
  finite: 'always',
  gradient: null,
  expand: ({ b, attrs: { shape, axis } }) => {
    const counted = Int32Array.from({ length: sizeOf([shape[axis]!]) }, (_, i) => i);
    const line = b.constant(counted, [counted.length, ...shape.slice(axis + 1).map(() => 1)]);
    return b.broadcastTo(line, shape);
  },
};
