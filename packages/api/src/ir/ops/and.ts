/** True where both are, broadcasting. */
import { binary } from '../elementwise.ts';

export const and = binary('and', ['bool'], {
  zeros: 'absorbs',
  finite: 'always',
  gradient: null,
  expand: ({ b, inputs: [x, y] }) => b.select(x!, y!, 0),
});
