/** True where a = b, broadcasting; NaN equals nothing. */
import { comparison } from '../elementwise.ts';

export const equal = comparison('equal', {
  zeros: 'none',
  finite: 'always',
  gradient: null,
  expand: null,
});
