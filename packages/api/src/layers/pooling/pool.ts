/** What every pooling does: windows laid out, and one value of each. */
import { fail, name, nullable, oneOf, type SettingsOf } from '../../ir/index.ts';
import { Tensor } from '../../tracing/tensor.ts';
import { zerosAround } from '../convolution/padding.ts';
import { placesOf } from '../places.ts';
import { sizesField, sizesOf, type Sizes } from '../sizes.ts';

export interface PoolingConfig {
  /** Size of the window: one number, or one for each axis. Default 2. */
  readonly poolSize?: Sizes | undefined;
  /** How far apart windows are. Default: the size of the window. */
  readonly strides?: Sizes | null | undefined;
  /** `'valid'`, the default: inside the input alone. `'same'`: beyond it too, so that there are ⌈size / stride⌉ windows. */
  readonly padding?: 'valid' | 'same' | undefined;
  readonly name?: string | undefined;
}

/** The fields of {@link PoolingConfig}, for so many axes. */
export const poolingFields = (axes: number) => ({
  poolSize: sizesField(axes, 2),
  strides: nullable(sizesField(axes, 1)),
  padding: oneOf(['valid', 'same'], 'valid'),
  name: name(),
});

/** One value of each window. */
export function pool(
  who: string,
  x: Tensor,
  axes: 1 | 2 | 3,
  { poolSize, strides: given, padding }: SettingsOf<ReturnType<typeof poolingFields>>,
  value: 'max' | 'mean',
): Tensor {
  placesOf(who, x.shape, axes);
  const window = sizesOf(poolSize, axes);
  const strides = sizesOf(given ?? poolSize, axes);
  const sizes = x.shape.slice(1, -1);
  const zeros = window.map((each, i) =>
    zerosAround(padding, { size: sizes[i]!, window: each, stride: strides[i]!, dilation: 1 }),
  );
  const places = sizes.map((size, i) => {
    const wide = size + zeros[i]![0] + zeros[i]![1];
    if (size < 1) fail('SHAPE', { who, what: 'the sizes between batch and channels must be known', received: size });
    if (wide < window[i]!)
      fail('SHAPE', { who, what: `a window of ${window[i]} is larger than the input`, received: size });
    return Math.floor((wide - window[i]!) / strides[i]!) + 1;
  });
  const [before, after] = [0, 1].map((side) => [0, ...zeros.map((pair) => pair[side]!), 0]) as [number[], number[]];
  const isPadded = [...before, ...after].some((n) => n > 0);
  /** The windows, and the axes along which each lies. */
  const laid = (input: Tensor, beyond: number): [Tensor, number[]] => {
    const wide = isPadded ? input.pad(before, after, beyond) : input;
    return isApart(wide, window, strides, places)
      ? [side(wide, window, places), window.map((_, i) => 2 * i + 2)]
      : [wide.windows({ window, places, strides, dilations: window.map(() => 1) }), [2]];
  };
  const [each, within] = laid(x, value === 'max' ? -Infinity : 0);
  const shape = [x.shape[0]!, ...places, x.shape.at(-1)!];
  if (value === 'max') return each.max(within).reshape(shape);
  if (!isPadded) return each.mean(within).reshape(shape);
  // Windows that reach beyond the input count what is in it.
  const [ones] = laid(new Tensor(x.b, x.b.scalar(1)).broadcastTo([1, ...sizes, 1]), 0);
  return each.sum(within).div(ones.sum(within)).reshape(shape);
}

/** Whether windows lie side by side and cover the input. */
function isApart(x: Tensor, window: readonly number[], strides: readonly number[], places: readonly number[]): boolean {
  return window.every((size, i) => size === strides[i] && x.shape[i + 1] === size * places[i]!);
}

/** Windows that lie side by side: the same elements in another shape, `[batch, places, window, …, c]`. */
function side(x: Tensor, window: readonly number[], places: readonly number[]): Tensor {
  return x.reshape([x.shape[0]!, ...window.flatMap((size, i) => [places[i]!, size]), x.shape.at(-1)!]);
}
