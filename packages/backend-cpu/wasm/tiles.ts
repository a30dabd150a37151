/**
 * The inner kernels of the product: a tile of 6, 2 or 1 rows by 8 columns, held in registers while k runs.
 * Row i of A is read from `a + i·rows`, stepping by `along`; B gives 8 neighbours at each `b`, stepping by `down`. Bytes.
 */

/** Rows of the large tile. */
export const TALL: i32 = 6;
/** Columns of every tile. */
export const WIDE: i32 = 8;

// @ts-ignore: decorator
@inline
function fma(sum: v128, x: v128, y: v128): v128 {
  return f32x4.add(sum, f32x4.mul(x, y));
}

// @ts-ignore: decorator
@inline
function put(c: usize, low: v128, high: v128, onto: bool): void {
  if (onto) {
    low = f32x4.add(v128.load(c), low);
    high = f32x4.add(v128.load(c, 16), high);
  }
  v128.store(c, low);
  v128.store(c, high, 16);
}

/** C (6 × 8) = or += A · B, where `c` advances by `line` bytes a row. */
export function tile6(a: usize, rows: usize, along: usize, b: usize, down: usize, k: i32, c: usize, line: usize, onto: bool): void {
  let a1 = a + rows;
  let a2 = a1 + rows;
  let a3 = a2 + rows;
  let a4 = a3 + rows;
  let a5 = a4 + rows;
  let c00 = f32x4.splat(0);
  let c01 = c00;
  let c10 = c00;
  let c11 = c00;
  let c20 = c00;
  let c21 = c00;
  let c30 = c00;
  let c31 = c00;
  let c40 = c00;
  let c41 = c00;
  let c50 = c00;
  let c51 = c00;
  for (; k > 0; k--) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    let x = v128.load32_splat(a);
    c00 = fma(c00, x, b0);
    c01 = fma(c01, x, b1);
    x = v128.load32_splat(a1);
    c10 = fma(c10, x, b0);
    c11 = fma(c11, x, b1);
    x = v128.load32_splat(a2);
    c20 = fma(c20, x, b0);
    c21 = fma(c21, x, b1);
    x = v128.load32_splat(a3);
    c30 = fma(c30, x, b0);
    c31 = fma(c31, x, b1);
    x = v128.load32_splat(a4);
    c40 = fma(c40, x, b0);
    c41 = fma(c41, x, b1);
    x = v128.load32_splat(a5);
    c50 = fma(c50, x, b0);
    c51 = fma(c51, x, b1);
    a += along;
    a1 += along;
    a2 += along;
    a3 += along;
    a4 += along;
    a5 += along;
    b += down;
  }
  put(c, c00, c01, onto);
  put((c += line), c10, c11, onto);
  put((c += line), c20, c21, onto);
  put((c += line), c30, c31, onto);
  put((c += line), c40, c41, onto);
  put((c += line), c50, c51, onto);
}

/** As {@link tile6}, of A packed six by six: one pointer, known distances. */
export function tile6Packed(a: usize, b: usize, down: usize, k: i32, c: usize, line: usize, onto: bool): void {
  let c00 = f32x4.splat(0);
  let c01 = c00;
  let c10 = c00;
  let c11 = c00;
  let c20 = c00;
  let c21 = c00;
  let c30 = c00;
  let c31 = c00;
  let c40 = c00;
  let c41 = c00;
  let c50 = c00;
  let c51 = c00;
  for (; k > 0; k--) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    let x = v128.load32_splat(a);
    c00 = fma(c00, x, b0);
    c01 = fma(c01, x, b1);
    x = v128.load32_splat(a, 4);
    c10 = fma(c10, x, b0);
    c11 = fma(c11, x, b1);
    x = v128.load32_splat(a, 8);
    c20 = fma(c20, x, b0);
    c21 = fma(c21, x, b1);
    x = v128.load32_splat(a, 12);
    c30 = fma(c30, x, b0);
    c31 = fma(c31, x, b1);
    x = v128.load32_splat(a, 16);
    c40 = fma(c40, x, b0);
    c41 = fma(c41, x, b1);
    x = v128.load32_splat(a, 20);
    c50 = fma(c50, x, b0);
    c51 = fma(c51, x, b1);
    a += 24;
    b += down;
  }
  put(c, c00, c01, onto);
  put((c += line), c10, c11, onto);
  put((c += line), c20, c21, onto);
  put((c += line), c30, c31, onto);
  put((c += line), c40, c41, onto);
  put((c += line), c50, c51, onto);
}

/** As {@link tile6}, of 2 rows. */
export function tile2(a: usize, rows: usize, along: usize, b: usize, down: usize, k: i32, c: usize, line: usize, onto: bool): void {
  let a1 = a + rows;
  let c00 = f32x4.splat(0);
  let c01 = c00;
  let c10 = c00;
  let c11 = c00;
  for (; k > 0; k--) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    let x = v128.load32_splat(a);
    c00 = fma(c00, x, b0);
    c01 = fma(c01, x, b1);
    x = v128.load32_splat(a1);
    c10 = fma(c10, x, b0);
    c11 = fma(c11, x, b1);
    a += along;
    a1 += along;
    b += down;
  }
  put(c, c00, c01, onto);
  put(c + line, c10, c11, onto);
}

/** As {@link tile6}, of 1 row. */
export function tile1(a: usize, along: usize, b: usize, down: usize, k: i32, c: usize, onto: bool): void {
  let c0 = f32x4.splat(0);
  let c1 = c0;
  for (; k > 0; k--) {
    const x = v128.load32_splat(a);
    c0 = fma(c0, x, v128.load(b));
    c1 = fma(c1, x, v128.load(b, 16));
    a += along;
    b += down;
  }
  put(c, c0, c1, onto);
}
