/** a − b, broadcasting. `i32` wraps. */
import { binary } from '../elementwise.ts';

export const sub = binary('sub', ['f32', 'i32'], {
  zeros: 'keeps',
  finite: 'in-range',
  gradient: ({ b, inputs: [x, y], upstream }) => [b.sumTo(upstream, x!.shape), b.sumTo(b.neg(upstream), y!.shape)],
  expand: ({ b, inputs: [x, y] }) => b.add(x!, b.neg(y!)),
});
