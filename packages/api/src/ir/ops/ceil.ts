/** The nearest whole number not below x. */
import { unary } from '../elementwise.ts';

export const ceil = unary('ceil', ['f32'], {
  zeros: 'keeps',
  finite: 'always',
  gradient: null,
  expand: ({ b, inputs: [x] }) => b.neg(b.floor(b.neg(x!))),
});
