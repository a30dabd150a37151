/** The natural logarithm; NaN below 0, −∞ at 0. */
import { unary } from '../elementwise.ts';

export const log = unary('log', ['f32'], {
  zeros: 'none',
  finite: 'none',
  gradient: ({ b, inputs: [x], upstream }) => [b.div(upstream, x!)],
  expand: null,
});
