/** The nearest whole number not above x. */
import { unary } from '../elementwise.ts';

export const floor = unary('floor', ['f32'], {
  zeros: 'keeps',
  finite: 'always',
  gradient: null,
  expand: null,
});
