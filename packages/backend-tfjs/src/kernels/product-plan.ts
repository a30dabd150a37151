/** Which of two products with the same result costs less on the wasm engine: a · b, or (bᵀ · aᵀ)ᵀ. */
import { sizeOf, type Shape } from '@bernoulli/api/ir';

/** Rows of a multiple of this many floats put a long column's elements on a few lines of the cache. */
const CROWDED = 512;

/** Nanoseconds per element, measured: what matters is how they compare. */
const PACK = 3;
const PACK_CROWDED = 12;
const TRANSPOSE = 2;
const TRANSPOSE_CROWDED = 12;

/**
 * XNNPACK, inside the engine, rearranges the right operand of each new product, and does it slowly. So the smaller operand
 * belongs on the right, if the transposes that bring it there cost less. Flags say which operand is given transposed.
 */
export function productPlan(a: Shape, b: Shape, transposeA: boolean, transposeB: boolean): 'direct' | 'swapped' {
  const [m, k] = transposeA ? [a[1]!, a[0]!] : [a[0]!, a[1]!];
  const n = transposeB ? b[0]! : b[1]!;
  const direct = (transposeA ? transpose(a) : 0) + (transposeB ? transpose(b) : 0) + pack(k, n);
  const other = (transposeA ? 0 : transpose(a)) + (transposeB ? 0 : transpose(b)) + transpose([n, m]) + pack(k, m);
  return direct <= other ? 'direct' : 'swapped';
}

function transpose(shape: Shape): number {
  return sizeOf(shape) * (shape.every((size) => size % CROWDED === 0) ? TRANSPOSE_CROWDED : TRANSPOSE);
}

function pack(rows: number, columns: number): number {
  return rows * columns * (columns % CROWDED === 0 && rows >= CROWDED ? PACK_CROWDED : PACK);
}
