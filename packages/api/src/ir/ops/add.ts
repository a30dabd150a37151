/** a + b, broadcasting. `i32` wraps. */
import { binary } from '../elementwise.ts';

export const add = binary('add', ['f32', 'i32'], {
  zeros: 'keeps',
  finite: 'in-range',
  gradient: ({ b, inputs: [x, y], upstream }) => [b.sumTo(upstream, x!.shape), b.sumTo(upstream, y!.shape)],
  expand: null,
});
