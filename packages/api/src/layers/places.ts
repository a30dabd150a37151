/** The axes between batch and channels. */
import { fail, printShape, type Shape } from '../ir/index.ts';

/** @throws BernoulliError `SHAPE` for an input with another number of axes. */
export function placesOf(who: string, input: Shape, axes: 1 | 2 | 3): number[] {
  if (input.length !== axes + 2)
    fail('SHAPE', {
      who,
      what: `needs an input [batch, ${['steps', 'height, width', 'depth, height, width'][axes - 1]}, channels]`,
      received: printShape(input),
    });
  return Array.from({ length: axes }, (_, i) => i + 1);
}
