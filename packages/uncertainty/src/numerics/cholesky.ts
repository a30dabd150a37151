/** Symmetric positive definite matrices, by their Cholesky factor. */
import { fail } from '@bernoulli/api/ir';

/** A lower triangle L with A = L Lᵀ, row-major. */
export interface Cholesky {
  readonly n: number;
  readonly lower: Float64Array;
}

/**
 * The factor of a matrix, of which the lower triangle is read.
 *
 * @throws BernoulliError `DATA` for a matrix that is not positive definite.
 */
export function cholesky(a: Float64Array, n: number): Cholesky {
  const lower = new Float64Array(n * n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) {
      let sum = a[i * n + j]!;
      for (let k = 0; k < j; k++) sum -= lower[i * n + k]! * lower[j * n + k]!;
      if (i !== j) lower[i * n + j] = sum / lower[j * n + j]!;
      else if (sum > 0) lower[i * n + i] = Math.sqrt(sum);
      else fail('DATA', { who: 'cholesky', what: 'the matrix must be positive definite', received: sum });
    }
  return { n, lower };
}

/** L⁻¹ b. Its squared length is bᵀ A⁻¹ b. */
export function solveLower({ n, lower }: Cholesky, b: Float64Array): Float64Array {
  const x = b.slice();
  for (let i = 0; i < n; i++) {
    let sum = x[i]!;
    for (let k = 0; k < i; k++) sum -= lower[i * n + k]! * x[k]!;
    x[i] = sum / lower[i * n + i]!;
  }
  return x;
}

/** L⁻ᵀ b. Of standard normal numbers, it is normal with the covariance A⁻¹. */
export function solveUpper({ n, lower }: Cholesky, b: Float64Array): Float64Array {
  const x = b.slice();
  for (let i = n - 1; i >= 0; i--) {
    const own = (x[i]! /= lower[i * n + i]!);
    for (let k = 0; k < i; k++) x[k]! -= lower[i * n + k]! * own;
  }
  return x;
}

/** log det A. */
export function logDeterminant({ n, lower }: Cholesky): number {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += 2 * Math.log(lower[i * n + i]!);
  return sum;
}
