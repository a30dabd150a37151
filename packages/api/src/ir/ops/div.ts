/** a / b, broadcasting, by IEEE 754: x/0 is ±∞ and 0/0 is NaN. */
import { binary } from '../elementwise.ts';

export const div = binary('div', ['f32'], {
  zeros: 'none',
  finite: 'none',
  gradient: ({ b, inputs: [x, y], output, upstream }) => [
    b.sumTo(b.div(upstream, y!), x!.shape),
    b.sumTo(b.neg(b.div(b.mul(upstream, output), y!)), y!.shape),
  ],
  expand: null,
});
