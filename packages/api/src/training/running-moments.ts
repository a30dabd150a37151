/** Mean and variance of tensors that come one after the other. */
import type { TensorData } from '../ir/index.ts';

/**
 * Mean and variance, element by element, of values that come one after the other.
 *
 * Source: B. P. Welford, "Note on a Method for Calculating Corrected Sums of Squares and Products", Technometrics 4 (1962).
 */
export class RunningMoments {
  readonly #like: TensorData;
  readonly #mean: Float64Array;
  readonly #squares: Float64Array;
  #count = 0;

  constructor(like: TensorData) {
    this.#like = like;
    this.#mean = new Float64Array(like.data.length);
    this.#squares = new Float64Array(like.data.length);
  }

  add({ data }: TensorData): void {
    this.#count++;
    for (let i = 0; i < data.length; i++) {
      const off = data[i]! - this.#mean[i]!;
      this.#mean[i]! += off / this.#count;
      this.#squares[i]! += off * (data[i]! - this.#mean[i]!);
    }
  }

  get mean(): TensorData {
    return { ...this.#like, data: Float32Array.from(this.#mean) };
  }

  get variance(): TensorData {
    return { ...this.#like, data: Float32Array.from(this.#squares, (sum) => sum / this.#count) };
  }
}
