/** How many inputs and outputs a weight connects. */
import type { Shape } from '../ir/index.ts';

export interface Fans {
  readonly fanIn: number;
  readonly fanOut: number;
}

/** For a shape […, in, out], in and out times the sizes before them (the window of a convolution); a vector has both equal to its length. */
export function fansOf(shape: Shape): Fans {
  if (shape.length < 2) return { fanIn: shape[0] ?? 1, fanOut: shape[0] ?? 1 };
  const window = shape.slice(0, -2).reduce((n, size) => n * size, 1);
  return { fanIn: window * shape.at(-2)!, fanOut: window * shape.at(-1)! };
}
