/** True where x is false. */
import { unary } from '../elementwise.ts';

export const not = unary('not', ['bool'], {
  zeros: 'none',
  finite: 'always',
  gradient: null,
  expand: ({ b, inputs: [x] }) => b.select(x!, b.scalar(0, 'bool'), b.scalar(1, 'bool')),
});
