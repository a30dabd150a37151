/** True where a > b, broadcasting. */
import { comparison } from '../elementwise.ts';

export const greater = comparison('greater', {
  zeros: 'keeps',
  finite: 'always',
  gradient: null,
  expand: ({ b, inputs: [x, y] }) => b.less(y!, x!),
});
