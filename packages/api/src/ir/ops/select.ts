/** a where the condition is true, b elsewhere; all three broadcast. The side not taken gets no gradient, not even NaN. */
import { fail } from '../errors.ts';
import { meet, requireDType } from '../infer.ts';
import type { OpDefinition } from '../op.ts';

export const select: OpDefinition = {
  kind: 'elementwise',
  arity: 3,
  infer: ([condition, a, b]) => {
    requireDType('select', condition!, ['bool'], 'the condition');
    if (a!.dtype !== b!.dtype)
      fail('DTYPE', {
        who: 'select',
        what: 'both values must have one dtype',
        received: `${a!.dtype} and ${b!.dtype}`,
      });
    return { dtype: a!.dtype, shape: meet('select', condition!.shape, meet('select', a!.shape, b!.shape)) };
  },
  zeros: 'keeps',
  finite: 'always',
  gradient: ({ b, inputs: [condition, x, y], upstream }) => [
    null,
    b.sumTo(b.select(condition!, upstream, 0), x!.shape),
    b.sumTo(b.select(condition!, 0, upstream), y!.shape),
  ],
  expand: null,
};
