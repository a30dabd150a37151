/** True where x is neither NaN nor infinite. */
import { requireDType } from '../infer.ts';
import type { OpDefinition } from '../op.ts';

export const isFinite: OpDefinition = {
  kind: 'elementwise',
  arity: 1,
  infer: ([x]) => {
    requireDType('isFinite', x!, ['f32']);
    return { dtype: 'bool', shape: x!.shape };
  },
  zeros: 'none',
  finite: 'always',
  gradient: null,
  expand: ({ b, inputs: [x] }) => b.less(b.abs(x!), Infinity),
};
