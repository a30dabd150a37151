/** True where a ≤ b, broadcasting. */
import { comparison } from '../elementwise.ts';

export const lessEqual = comparison('lessEqual', {
  zeros: 'none',
  finite: 'always',
  gradient: null,
  expand: ({ b, inputs: [x, y] }) => b.or(b.less(x!, y!), b.equal(x!, y!)),
});
