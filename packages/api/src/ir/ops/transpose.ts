/** Axes in another order: axis i of the output is axis `perm[i]` of x. */
import { fail } from '../errors.ts';
import type { OpDefinition } from '../op.ts';

export interface TransposeAttrs {
  readonly perm: readonly number[];
}

export const transpose: OpDefinition<TransposeAttrs> = {
  kind: 'movement',
  arity: 1,
  infer: ([x], { perm }) => {
    const rank = x!.shape.length;
    if (perm.length !== rank || !x!.shape.every((_, i) => perm.includes(i)))
      fail('SHAPE', { who: 'transpose', what: `perm must hold each of the ${rank} axes once`, received: perm });
    return { dtype: x!.dtype, shape: perm.map((i) => x!.shape[i]!) };
  },
  zeros: 'keeps',
  finite: 'always',
  gradient: ({ b, attrs: { perm }, upstream }) => [
    b.transpose(
      upstream,
      perm.map((_, i) => perm.indexOf(i)),
    ),
  ],
  expand: null,
};
