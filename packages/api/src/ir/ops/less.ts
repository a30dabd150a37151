/** True where a < b, broadcasting. */
import { comparison } from '../elementwise.ts';

export const less = comparison('less', {
  zeros: 'keeps',
  finite: 'always',
  gradient: null,
  expand: null,
});
