/** What layers for images take. */
import { fail, field, printShape, type Field } from '../../ir/index.ts';
import type { Tensor } from '../../tracing/tensor.ts';

/** The range of the values of pixels. */
export type ValueRange = readonly [low: number, high: number];

export function valueRange(): Field<ValueRange> {
  const holds = (x: unknown): boolean => Array.isArray(x) && x.length === 2 && x.every(Number.isFinite) && x[0] < x[1];
  return field<ValueRange>('be two finite numbers, the smaller first', holds, [0, 255]);
}

/**
 * Images as `f32`.
 *
 * @param known whether height and width must be known, and not open
 * @throws BernoulliError `SHAPE` unless they are `[batch, height, width, channels]`; `DTYPE` for `bool`.
 */
export function imagesOf(who: string, x: Tensor, known = true): Tensor {
  const [, ...sizes] = x.shape;
  if (x.rank !== 4 || sizes.some((n, i) => n === 0 || (n < 0 && (known || i === 2))))
    fail('SHAPE', {
      who,
      what: `needs an input [batch, height, width, channels] whose ${known ? 'sizes after the batch are' : 'number of channels is'} known`,
      received: printShape(x.shape),
    });
  if (x.dtype === 'bool') fail('DTYPE', { who, what: 'needs an input of numbers', received: x.dtype });
  return x.cast('f32');
}
