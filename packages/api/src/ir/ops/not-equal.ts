/** True where a ≠ b, broadcasting; NaN differs from everything. */
import { comparison } from '../elementwise.ts';

export const notEqual = comparison('notEqual', {
  zeros: 'keeps',
  finite: 'always',
  gradient: null,
  expand: ({ b, inputs: [x, y] }) => b.not(b.equal(x!, y!)),
});
