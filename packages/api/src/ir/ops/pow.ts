/** aᵇ, broadcasting; NaN for a negative base with a fractional exponent. */
import { binary } from '../elementwise.ts';

export const pow = binary('pow', ['f32'], {
  zeros: 'none',
  finite: 'none',
  gradient: ({ b, inputs: [x, y], output, upstream }) => {
    // At x = 0 both factors of a rule can be 0·∞; the limits taken here are 0.
    const byBase = b.select(b.equal(y!, 0), 0, b.mul(y!, b.pow(x!, b.sub(y!, 1))));
    const byExponent = b.mul(output, b.select(b.greater(x!, 0), b.log(b.select(b.greater(x!, 0), x!, 1)), 0));
    return [b.sumTo(b.mul(upstream, byBase), x!.shape), b.sumTo(b.mul(upstream, byExponent), y!.shape)];
  },
  expand: null,
});
