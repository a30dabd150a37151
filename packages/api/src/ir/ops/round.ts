/** The nearest whole number; halves go to the even neighbour, as in IEEE 754. */
import { unary } from '../elementwise.ts';

export const round = unary('round', ['f32'], {
  zeros: 'keeps',
  finite: 'always',
  gradient: null,
  expand: ({ b, inputs: [x] }) => {
    const size = b.abs(x!);
    const below = b.floor(size);
    const rest = b.sub(size, below);
    const half = b.mul(below, 0.5);
    const up = b.or(b.greater(rest, 0.5), b.and(b.equal(rest, 0.5), b.notEqual(half, b.floor(half))));
    const rounded = b.select(up, b.add(below, 1), below);
    // Whole numbers stay what they are: −0 and ±∞ too.
    return b.select(b.equal(x!, b.floor(x!)), x!, b.select(b.less(x!, 0), b.neg(rounded), rounded));
  },
});
