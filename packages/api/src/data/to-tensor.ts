/** Makes a tensor of a given dtype from whatever array a user hands in. */
import { allocate, dtypeOf, fail, type ArrayOf, type DType, type Shape, type TensorData } from '../ir/index.ts';
import { flatten, isNumericArray, kindOf, type ArrayInput } from './input.ts';

export interface ToTensorOptions {
  /** What messages call the value. Default: `x`. */
  readonly name?: string;
  /** True: NaN and infinities are refused. Default: false. */
  readonly finite?: boolean;
}

/**
 * `value` as a dense tensor of `dtype`. A typed array of that dtype is taken as it is, without a copy; everything else is converted:
 * to f32 by rounding, to i32 and bool only where the value is exactly representable.
 *
 * @param who Who speaks in messages, as in `fit`.
 * @throws BernoulliError `SHAPE` for ragged arrays (naming the first place) and for data that does not fill its shape;
 * `DATA` for values that are not numbers, or not of the dtype, or, on request, not finite.
 * @example
 * ```ts
 * toTensor([[1, 2], [3, 4]], 'f32', 'fit'); // => { dtype: 'f32', shape: [2, 2], data: Float32Array [1, 2, 3, 4] }
 * ```
 */
export function toTensor(value: ArrayInput, dtype: DType, who: string, options: ToTensorOptions = {}): TensorData {
  const { name = 'x', finite = false } = options;
  const { data, shape } = flatten(value, who, name);
  const complain =
    (what: string) =>
    (i: number): never =>
      fail('DATA', { who, what: `${name}${place(i, shape)} must be ${what}`, received: showElement(data[i]) });
  if (!isNumericArray(data)) checkNumbers(data, dtype === 'bool', complain);
  const tensor = { dtype, shape: [...shape], data: convert(data as ArrayLike<number>, dtype, complain) };
  if (finite && dtype === 'f32') {
    const wrong = (tensor.data as Float32Array).findIndex((x) => !Number.isFinite(x));
    if (wrong >= 0) complain('a finite number')(wrong);
  }
  return tensor;
}

type Complain = (what: string) => (i: number) => never;

function checkNumbers(data: ArrayLike<unknown>, booleans: boolean, complain: Complain): void {
  for (let i = 0; i < data.length; i++) {
    const kind = typeof data[i];
    if (kind !== 'number' && !(booleans && kind === 'boolean')) complain('a number')(i);
  }
}

function convert(values: ArrayLike<number>, dtype: DType, complain: Complain): ArrayOf[DType] {
  const out = dtypeOf(values) === dtype ? (values as ArrayOf[DType]) : allocate(dtype, values.length);
  if (dtype === 'f32') {
    if (out !== values) out.set(values);
  } else if (dtype === 'i32') {
    if (out === values) return out;
    const wrong = complain('a whole number of 32 bits');
    for (let i = 0; i < values.length; i++) {
      const value = values[i]!;
      if (value !== (value | 0)) wrong(i);
      out[i] = value;
    }
  } else {
    const wrong = complain('0 or 1');
    for (let i = 0; i < values.length; i++) {
      const value = Number(values[i]);
      if (value !== 0 && value !== 1) wrong(i);
      if (out !== values) out[i] = value;
    }
  }
  return out;
}

/** The index of a flat position, as in `[3][1]`. */
function place(flat: number, shape: Shape): string {
  const path: number[] = [];
  let rest = flat;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    path.unshift(rest % shape[axis]!);
    rest = Math.floor(rest / shape[axis]!);
  }
  return path.map((i) => `[${i}]`).join('');
}

function showElement(value: unknown): unknown {
  return typeof value === 'number' || typeof value === 'bigint' ? String(value) : kindOf(value);
}
