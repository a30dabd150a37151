/** Tiles on rows of A where they lie, a pointer each. */
import { fma } from './fma';

/** Six rows wherever they lie. */
export function apart6(a: usize, rows: usize, along: usize, b: usize, down: usize, k: i32, to: usize, line: usize): void {
  let a1 = a + rows;
  let a2 = a1 + rows;
  let a3 = a2 + rows;
  let a4 = a3 + rows;
  let a5 = a4 + rows;
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
  let c50 = f32x4.splat(0);
  let c51 = f32x4.splat(0);
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
  v128.store(to, c00);
  v128.store(to, c01, 16);
  to += line;
  v128.store(to, c10);
  v128.store(to, c11, 16);
  to += line;
  v128.store(to, c20);
  v128.store(to, c21, 16);
  to += line;
  v128.store(to, c30);
  v128.store(to, c31, 16);
  to += line;
  v128.store(to, c40);
  v128.store(to, c41, 16);
  to += line;
  v128.store(to, c50);
  v128.store(to, c51, 16);
}

/** Five rows wherever they lie. */
export function apart5(a: usize, rows: usize, along: usize, b: usize, down: usize, k: i32, to: usize, line: usize): void {
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
  to += line;
  v128.store(to, c10);
  v128.store(to, c11, 16);
  to += line;
  v128.store(to, c20);
  v128.store(to, c21, 16);
  to += line;
  v128.store(to, c30);
  v128.store(to, c31, 16);
  to += line;
  v128.store(to, c40);
  v128.store(to, c41, 16);
}

/** Four rows wherever they lie. */
export function apart4(a: usize, rows: usize, along: usize, b: usize, down: usize, k: i32, to: usize, line: usize): void {
  let a1 = a + rows;
  let a2 = a1 + rows;
  let a3 = a2 + rows;
  let c00 = f32x4.splat(0);
  let c01 = f32x4.splat(0);
  let c10 = f32x4.splat(0);
  let c11 = f32x4.splat(0);
  let c20 = f32x4.splat(0);
  let c21 = f32x4.splat(0);
  let c30 = f32x4.splat(0);
  let c31 = f32x4.splat(0);
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
    a += along;
    a1 += along;
    a2 += along;
    a3 += along;
    b += down;
  }
  v128.store(to, c00);
  v128.store(to, c01, 16);
  to += line;
  v128.store(to, c10);
  v128.store(to, c11, 16);
  to += line;
  v128.store(to, c20);
  v128.store(to, c21, 16);
  to += line;
  v128.store(to, c30);
  v128.store(to, c31, 16);
}

/** Two rows wherever they lie. */
export function apart2(a: usize, rows: usize, along: usize, b: usize, down: usize, k: i32, to: usize, line: usize): void {
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
  to += line;
  v128.store(to, c10);
  v128.store(to, c11, 16);
}

/** One row wherever they lie. */
export function apart1(a: usize, along: usize, b: usize, down: usize, k: i32, to: usize): void {
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

/** One row by 32 columns: where one row is all there is, B is read once, and whole lines of the cache at a time. */
export function row32(a: usize, along: usize, b: usize, down: usize, k: i32, to: usize): void {
  let c0 = f32x4.splat(0);
  let c1 = f32x4.splat(0);
  let c2 = f32x4.splat(0);
  let c3 = f32x4.splat(0);
  let c4 = f32x4.splat(0);
  let c5 = f32x4.splat(0);
  let c6 = f32x4.splat(0);
  let c7 = f32x4.splat(0);
  for (; k > 0; k--) {
    const x = v128.load32_splat(a);
    c0 = fma(c0, x, v128.load(b));
    c1 = fma(c1, x, v128.load(b, 16));
    c2 = fma(c2, x, v128.load(b, 32));
    c3 = fma(c3, x, v128.load(b, 48));
    c4 = fma(c4, x, v128.load(b, 64));
    c5 = fma(c5, x, v128.load(b, 80));
    c6 = fma(c6, x, v128.load(b, 96));
    c7 = fma(c7, x, v128.load(b, 112));
    a += along;
    b += down;
  }
  v128.store(to, c0);
  v128.store(to, c1, 16);
  v128.store(to, c2, 32);
  v128.store(to, c3, 48);
  v128.store(to, c4, 64);
  v128.store(to, c5, 80);
  v128.store(to, c6, 96);
  v128.store(to, c7, 112);
}
