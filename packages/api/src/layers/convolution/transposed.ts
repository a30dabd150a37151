/** Where the windows of a transposed convolution lie, and how large what it gives is. */
import { fail, field, printShape, sizeFrom, type Field, type Shape, type SizedConvAttrs } from '../../ir/index.ts';
import type { Sizes } from '../sizes.ts';

const isExtra = (x: unknown): boolean => Number.isSafeInteger(x) && (x as number) >= 0;

/** How much longer axes are than windows need: one number, or one for each axis. */
export function extraField(axes: number): Field<Sizes> {
  return field<Sizes>(
    axes === 1 ? 'be a whole number from 0 up' : `be a whole number from 0 up, or ${axes} of them`,
    (x) => isExtra(x) || (Array.isArray(x) && x.length === axes && x.every(isExtra)),
  );
}

interface Transposed {
  readonly window: readonly number[];
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  readonly padding: 'valid' | 'same';
  readonly extra: readonly number[] | null;
}

/**
 * As Keras has it: with `'same'` the result is stride times as long, and what windows have beyond it is cut off both ends.
 *
 * @throws BernoulliError `SHAPE` where nothing is left; `CONFIG` for an outputPadding that is not below its stride.
 */
export function transposedPlacing(
  who: string,
  input: Shape,
  { window, strides, dilations, padding, extra }: Transposed,
): SizedConvAttrs {
  const sizes = input.slice(1, -1);
  const bad = extra?.findIndex((n, i) => n >= strides[i]!) ?? -1;
  if (bad >= 0)
    fail('CONFIG', { who, what: `outputPadding must be below the stride, ${strides[bad]}`, received: extra![bad] });
  const axes = window.map((size, i) => {
    const reach = (size - 1) * dilations[i]! + 1;
    const cut = padding === 'same' ? Math.floor(reach / 2) : 0;
    const more = extra?.[i] ?? (padding === 'same' ? strides[i]! - (reach % 2) : Math.max(strides[i]! - reach, 0));
    const length = sizeFrom(sizes[i]!, { times: strides[i]!, plus: reach - strides[i]! - 2 * cut + more });
    const missing = Math.max(2 * cut - more, 0);
    return { length, before: Math.floor(missing / 2), after: Math.ceil(missing / 2) };
  });
  const length = axes.findIndex((axis, i) => sizes[i]! >= 0 && axis.length < 1);
  if (length >= 0) fail('SHAPE', { who, what: `nothing is left of axis ${length + 1}`, received: printShape(input) });
  return {
    strides,
    dilations,
    before: axes.map(({ before }) => before),
    after: axes.map(({ after }) => after),
    groups: 1,
    size: axes.map((axis) => axis.length),
  };
}
