/** How many elements a draw has, for a shape that may come from anywhere. */
import { fail, sizeOf, type Shape } from '../ir/index.ts';

/** @throws BernoulliError `SHAPE` when a size is not a whole number from 0 up. */
export function drawSize(who: string, shape: Shape): number {
  if (!Array.isArray(shape) || !shape.every((n: unknown) => Number.isSafeInteger(n) && (n as number) >= 0))
    fail('SHAPE', { who, what: 'shape must be a list of whole numbers from 0 up', received: shape });
  return sizeOf(shape);
}

/** Where row `offset` of an endless array with rows of this shape begins in the stream. */
export function drawStart(who: string, shape: Shape, offset: number): number {
  if (!Number.isSafeInteger(offset) || offset < 0)
    fail('CONFIG', { who, what: 'offset must be a whole number of rows from 0 up', received: offset });
  return offset * sizeOf(shape.slice(1));
}
