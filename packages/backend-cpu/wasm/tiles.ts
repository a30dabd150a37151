/**
 * The inner kernels of the product: a tile of 5, 2 or 1 rows by 8 columns, held in registers while k runs. Five rows and not
 * six: with two vectors of B, one of A and one product, that is all that fits in the 15 registers V8 hands out on x64.
 *
 * Row i of A is read from `a + i·rows`, stepping by `along`; B gives 8 neighbours at each `b`, stepping by `down`. Bytes.
 * A tile stores its sums at `to` and does nothing else: in Node 20 the same loop runs at half the speed when anything but
 * plain stores follows it in the function (adding to C there, for one), or when it is written as do … while.
 */

import { fma } from './fma';

/** Rows of the large tile. */
export const TALL: i32 = 5;
/** Columns of every tile. */
export const WIDE: i32 = 8;

/** Five rows of A where they lie. */
export function tile5(a: usize, rows: usize, along: usize, b: usize, down: usize, k: i32, to: usize): void {
  let a1 = a + rows;
  let a2 = a1 + rows;
  let a3 = a2 + rows;
  let a4 = a3 + rows;
  let c00 = f32x4.splat(0);
  let c01 = f32x4.splat(0);
  let c10 = f32x4.splat(0);
  let c11 = f32x4.splat(0);
  let c20 = f32x4.splat(0);
  let c21 = f32x4.splat(0);
  let c30 = f32x4.splat(0);
  let c31 = f32x4.splat(0);
  let c40 = f32x4.splat(0);
  let c41 = f32x4.splat(0);
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
    a += along;
    a1 += along;
    a2 += along;
    a3 += along;
    a4 += along;
    b += down;
  }
  v128.store(to, c00);
  v128.store(to, c01, 16);
  v128.store(to, c10, 32);
  v128.store(to, c11, 48);
  v128.store(to, c20, 64);
  v128.store(to, c21, 80);
  v128.store(to, c30, 96);
  v128.store(to, c31, 112);
  v128.store(to, c40, 128);
  v128.store(to, c41, 144);
}

/** Five rows of A packed five by five: one pointer, known distances. */
export function tile5Packed(a: usize, b: usize, down: usize, k: i32, to: usize): void {
  let c00 = f32x4.splat(0);
  let c01 = f32x4.splat(0);
  let c10 = f32x4.splat(0);
  let c11 = f32x4.splat(0);
  let c20 = f32x4.splat(0);
  let c21 = f32x4.splat(0);
  let c30 = f32x4.splat(0);
  let c31 = f32x4.splat(0);
  let c40 = f32x4.splat(0);
  let c41 = f32x4.splat(0);
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
    a += 20;
    b += down;
  }
  v128.store(to, c00);
  v128.store(to, c01, 16);
  v128.store(to, c10, 32);
  v128.store(to, c11, 48);
  v128.store(to, c20, 64);
  v128.store(to, c21, 80);
  v128.store(to, c30, 96);
  v128.store(to, c31, 112);
  v128.store(to, c40, 128);
  v128.store(to, c41, 144);
}

/** Two rows. */
export function tile2(a: usize, rows: usize, along: usize, b: usize, down: usize, k: i32, to: usize): void {
  let a1 = a + rows;
  let c00 = f32x4.splat(0);
  let c01 = f32x4.splat(0);
  let c10 = f32x4.splat(0);
  let c11 = f32x4.splat(0);
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
  v128.store(to, c00);
  v128.store(to, c01, 16);
  v128.store(to, c10, 32);
  v128.store(to, c11, 48);
}

/** One row. */
export function tile1(a: usize, along: usize, b: usize, down: usize, k: i32, to: usize): void {
  let c00 = f32x4.splat(0);
  let c01 = f32x4.splat(0);
  for (; k > 0; k--) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    const x = v128.load32_splat(a);
    c00 = fma(c00, x, b0);
    c01 = fma(c01, x, b1);
    a += along;
    b += down;
  }
  v128.store(to, c00);
  v128.store(to, c01, 16);
}
