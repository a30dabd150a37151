/** Masks smaller than their input: which axes share one draw. */
import { fail, field, MAX_AXES, optional, printShape, type Field, type Shape } from '../ir/index.ts';

/** One entry per axis of the input, the batch first: `null` draws along the whole axis, 1 draws once for all of it. */
export type NoiseShape = readonly (number | null)[];

const fits = (n: unknown): boolean => n === null || (Number.isInteger(n) && (n as number) >= 1);

/** The setting of a kind whose draws may be shared. */
export function noiseShapeField(): Field<NoiseShape, NoiseShape | undefined> {
  return optional(
    field<NoiseShape>(
      `be an array with null or a whole number from 1 up for each of at most ${MAX_AXES} axes`,
      (x) => Array.isArray(x) && x.length <= MAX_AXES && x.every(fits),
    ),
  );
}

/** The shape to draw for an input of a shape. */
export function resolveNoiseShape(who: string, noiseShape: NoiseShape | undefined, input: Shape): Shape {
  if (noiseShape === undefined) return input;
  if (noiseShape.length !== input.length || noiseShape.some((n, i) => n !== null && n !== 1 && n !== input[i]))
    fail('SHAPE', {
      who,
      what: `noiseShape must have null, 1 or the input's size for each axis of ${printShape(input)}`,
      received: `[${noiseShape.map((n) => n ?? 'null').join(', ')}]`,
    });
  return noiseShape.map((n, i) => n ?? input[i]!);
}

/** True when all rows of the batch share one draw. */
export function isSharedByRows(noiseShape: NoiseShape | undefined): boolean {
  return noiseShape?.[0] === 1;
}

const between = ['…', 'steps', 'height, width', 'depth, height, width'] as const;

/**
 * One draw for each channel of each row: `[batch, 1, …, channels]`. With `axes`, there must be so many axes between batch and channels.
 *
 * @throws BernoulliError `SHAPE` for an input with another number of axes.
 */
export function onePerChannel(who: string, input: Shape, axes?: 1 | 2 | 3): Shape {
  if (axes === undefined ? input.length < 2 : input.length !== axes + 2)
    fail('SHAPE', {
      who,
      what: `needs an input [batch, ${between[axes ?? 0]}, channels]`,
      received: printShape(input),
    });
  return input.map((n, axis) => (axis === 0 || axis === input.length - 1 ? n : 1));
}
