/** a · b, broadcasting. `i32` wraps. */
import { binary } from '../elementwise.ts';

export const mul = binary('mul', ['f32', 'i32'], {
  zeros: 'absorbs',
  finite: 'in-range',
  gradient: ({ b, inputs: [x, y], upstream }) => [
    b.sumTo(b.mul(upstream, y!), x!.shape),
    b.sumTo(b.mul(upstream, x!), y!.shape),
  ],
  expand: null,
});
