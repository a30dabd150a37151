/** The larger of a and b, broadcasting; NaN if either is. Where they tie, the gradient goes to b. */
import { binary } from '../elementwise.ts';

export const maximum = binary('maximum', ['f32', 'i32'], {
  zeros: 'keeps',
  finite: 'always',
  gradient: ({ b, inputs: [x, y], upstream }) => {
    const first = b.greater(x!, y!);
    return [b.sumTo(b.select(first, upstream, 0), x!.shape), b.sumTo(b.select(first, 0, upstream), y!.shape)];
  },
  expand: ({ b, inputs: [x, y] }) => b.select(b.or(b.greater(x!, y!), b.notEqual(x!, x!)), x!, y!),
});
