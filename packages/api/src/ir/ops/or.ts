/** True where either is, broadcasting. */
import { binary } from '../elementwise.ts';

export const or = binary('or', ['bool'], {
  zeros: 'keeps',
  finite: 'always',
  gradient: null,
  expand: ({ b, inputs: [x, y] }) => b.select(x!, 1, y!),
});
