/** Takes rows in any order, and leaves nothing behind for the collector. */
import type { TensorData, TypedArray } from '../ir/index.ts';
import { rowSizeOf } from './rows.ts';

/** From so many values on, a row is copied faster through a view of it than value by value. */
const wide = 128;

/**
 * Bytes from one value that is looked at before rows are copied to the next. Rows in any order come from memory that no cache holds:
 * looking at some of each first has many rows fetched at a time, and takes a fifth off the copying.
 */
const glance = 1024;

/**
 * A tensor whose rows are asked for again and again. The view of a wide row is made once and kept: about 100 bytes for a row
 * of 512 or more.
 */
export class RowGather {
  readonly #data: TypedArray;
  readonly #size: number;
  readonly #views: (TypedArray | undefined)[];

  constructor(tensor: TensorData) {
    this.#data = tensor.data;
    this.#size = rowSizeOf(tensor);
    this.#views = this.#size < wide ? [] : new Array<TypedArray | undefined>(tensor.shape[0]!).fill(undefined);
  }

  /** Copies the rows `order[from]` to `order[to - 1]` to the start of `out`. */
  take(order: Uint32Array, from: number, to: number, out: TypedArray): void {
    if (this.#size < wide) copyValues(this.#data, this.#size, order, from, to, out);
    else {
      // Where the first row will be: what goes nowhere a compiler leaves out.
      if (from < to) out[0] = sumAtGlance(this.#data, this.#size, order, from, to);
      for (let i = from; i < to; i++) out.set(this.#view(order[i]!), (i - from) * this.#size);
    }
  }

  #view(row: number): TypedArray {
    return (this.#views[row] ??= this.#data.subarray(row * this.#size, (row + 1) * this.#size));
  }
}

function sumAtGlance(data: TypedArray, size: number, order: Uint32Array, from: number, to: number): number {
  const step = glance / data.BYTES_PER_ELEMENT;
  let sum = 0;
  for (let i = from; i < to; i++) {
    const start = order[i]! * size;
    for (let j = 0; j < size; j += step) sum += data[start + j]!;
  }
  return sum;
}

function copyValues(
  data: TypedArray,
  size: number,
  order: Uint32Array,
  from: number,
  to: number,
  out: TypedArray,
): void {
  let position = 0;
  for (let i = from; i < to; i++) {
    const start = order[i]! * size;
    for (let j = 0; j < size; j++) out[position++] = data[start + j]!;
  }
}
