/** True where a ≥ b, broadcasting. */
import { comparison } from '../elementwise.ts';

export const greaterEqual = comparison('greaterEqual', {
  zeros: 'none',
  finite: 'always',
  gradient: null,
  expand: ({ b, inputs: [x, y] }) => b.lessEqual(y!, x!),
});
