/** −1, 0 or 1; NaN stays NaN. */
import { unary } from '../elementwise.ts';

export const sign = unary('sign', ['f32', 'i32'], {
  zeros: 'keeps',
  finite: 'always',
  gradient: null,
  expand: ({ b, inputs: [x] }) => b.select(b.greater(x!, 0), 1, b.select(b.less(x!, 0), -1, x!)),
});
