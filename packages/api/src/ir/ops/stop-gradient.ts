/** x itself, as a constant to the gradient. */
import { unary } from '../elementwise.ts';

export const stopGradient = unary('stopGradient', ['f32', 'i32', 'bool'], {
  zeros: 'keeps',
  finite: 'always',
  gradient: null,
  expand: ({ inputs: [x] }) => x!,
});
