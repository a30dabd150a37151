/**
 * The one random primitive: numbers in [0, 1) on the grid k·2⁻²³, a pure function of key and position.
 *
 * With `n` the number of elements in one row (all axes but the first), element i of the output is
 * `(bits >>> 9) · 2⁻²³`, where `bits = x0 ^ x1` and `(x0, x1)` is Threefry-2x32-20 of the key at the 64-bit counter
 * `offset · n + i`. So an offset of r draws the rows r, r + 1, … of one endless array, and a batch may be drawn in parts.
 */
import { requireDType } from '../infer.ts';
import { fail } from '../errors.ts';
import type { OpDefinition } from '../op.ts';
import { printShape, sameShape, type Shape } from '../shape.ts';

export interface UniformAttrs {
  readonly shape: Shape;
}

export const uniform: OpDefinition<UniformAttrs> = {
  kind: 'random',
  arity: 2,
  infer: ([key, offset], { shape }) => {
    requireDType('uniform', key!, ['i32'], 'the key');
    requireDType('uniform', offset!, ['i32'], 'the offset');
    if (!sameShape(key!.shape, [2]) || !sameShape(offset!.shape, []))
      fail('SHAPE', {
        who: 'uniform',
        what: 'takes a key of shape [2] and a scalar offset in rows',
        received: `${printShape(key!.shape)} and ${printShape(offset!.shape)}`,
      });
    return { dtype: 'f32', shape };
  },
  zeros: 'none',
  finite: 'always',
  gradient: null,
  expand: null,
};
