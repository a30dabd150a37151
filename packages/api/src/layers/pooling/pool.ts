/** What every pooling does: windows laid out, and one value of each. */
import { fail, name, nullable, oneOf, sizeOf, unfold, type SettingsOf } from '../../ir/index.ts';
import { Tensor } from '../../tracing/tensor.ts';
import { zerosAround } from '../convolution/padding.ts';
import { openPool } from './open-pool.ts';
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

/** Windows of up to so many elements along each axis are put together slice by slice. */
const FEW = 4;

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
  if (sizes.some((size) => size < 0)) return openPool(who, x, { window, strides, padding }, value);
  const zeros = window.map((each, i) =>
    zerosAround(padding, { size: sizes[i]!, window: each, stride: strides[i]!, dilation: 1 }),
  );
  const places = sizes.map((size, i) => {
    const wide = size + zeros[i]![0] + zeros[i]![1];
    if (wide < window[i]!)
      fail('SHAPE', { who, what: `a window of ${window[i]} is larger than the input`, received: size });
    return Math.floor((wide - window[i]!) / strides[i]!) + 1;
  });
  const [before, after] = [0, 1].map((side) => [0, ...zeros.map((pair) => pair[side]!), 0]) as [number[], number[]];
  const isPadded = [...before, ...after].some((n) => n > 0);
  const isApart = window.every(
    (size, i) => size === strides[i] && sizes[i]! + zeros[i]![0] + zeros[i]![1] === size * places[i]! && size <= FEW,
  );
  /** The windows of a value, folded: `[…, places, …, channels]`. */
  const folded = (input: Tensor, beyond: number, { two, all }: Fold): Tensor => {
    const wide = isPadded ? input.pad(before, after, beyond) : input;
    const each = isApart
      ? together(wide, window, places, two)
      : all(new Tensor(x.b, unfold(x.b, wide.ref, { window, places, strides, dilations: window.map(() => 1) })));
    return each.reshape([input.shape[0]!, ...places, input.shape.at(-1)!]);
  };
  if (value === 'max') return folded(x, -Infinity, largest);
  // Windows that reach beyond the input count what is in it.
  const ones = new Tensor(x.b, x.b.scalar(1)).broadcastTo([1, ...sizes, 1]);
  return folded(x, 0, sum).div(isPadded ? folded(ones, 0, sum) : sizeOf(window));
}

/** How the elements of a window become one: two of them, or all, which lie along axis 2. */
interface Fold {
  readonly two: (one: Tensor, other: Tensor) => Tensor;
  readonly all: (windows: Tensor) => Tensor;
}

const sum: Fold = { two: (one, other) => one.add(other), all: (windows) => windows.sum(2) };
/** Of two that are equal the first has the gradient. */
const largest: Fold = { two: (one, other) => other.maximum(one), all: (windows) => windows.max(2) };

/**
 * Windows that lie side by side, each put together as one value: axis by axis, the last first, the elements of a window are so many slices of
 * rows.
 */
function together(x: Tensor, window: readonly number[], places: readonly number[], two: Fold['two']): Tensor {
  return window.reduceRight((folded, size, i) => {
    const lead = [...x.shape.slice(0, i + 1), places[i]!];
    const columns = places.slice(i + 1).reduce((n, each) => n * each, x.shape.at(-1)!);
    const rows = folded.reshape([...lead, size * columns]);
    const parts = Array.from({ length: size }, (_, k) =>
      rows.slice([...lead.map(() => 0), k * columns], [...lead, columns]),
    );
    return parts.reduce(two);
  }, x);
}
