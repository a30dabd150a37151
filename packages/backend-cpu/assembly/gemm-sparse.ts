/**
 * C = A · B where one operand is given by lists of what is not zero in it: the sums of `gemm`, in its order, less the terms
 * that are zero times something finite. Such a term adds a zero to a sum that began as +0, so no bit of the sum depends on it.
 * Where the other operand holds an infinity or a NaN, `gemm` does those columns.
 */
import { fma } from './fma';
import { depthOf, gemm } from './gemm';
import { listStride, pieceOf, STEP } from './lists';
import { transpose4 } from './pack';

/** Columns of a panel, and of a narrow one. */
const WIDE: i32 = 48;
const NARROW: i32 = 16;
/** Lines whose sums are held aside. */
const LINES: i32 = 128;

/** Bytes of scratch that a product by lists, or any part of it, needs beside that of `gemm`. */
export function gemmSparseScratch(k: i32): i32 {
  return (LINES + depthOf(k)) * STEP;
}

/** A rest that is not nearly a wide panel is cut into narrow ones. */
@inline
function widthOf(columns: i32): i32 {
  return columns > WIDE - NARROW ? WIDE : NARROW;
}

/**
 * The operands are those of `gemm`. `list` is where the lists of the first line begin: of the rows of A, or, `across`, of the
 * columns of B. The lines of a list lie `listStride(k)` apart.
 */
export function gemmSparse(
  list: usize,
  across: bool,
  a: usize,
  b: usize,
  c: usize,
  m: i32,
  k: i32,
  n: i32,
  lda: i32,
  ldb: i32,
  ldc: i32,
  transposeA: bool,
  transposeB: bool,
  scratch: usize,
): void {
  const stride = <usize>listStride(k);
  const line = <usize>ldc << 2;
  const lines = across ? n : m;
  const columns = across ? m : n;
  const down = <usize>(across ? lda : ldb) << 2;
  // Element (p, j) of the other operand is p or j rows down.
  const turned = across ? !transposeA : transposeB;
  const other = across ? a : b;
  const deep = depthOf(k);
  const piece = pieceOf(deep);
  const aside = scratch;
  const panel = scratch + LINES * STEP;

  for (let j = 0, width = 0; j < columns; j += width) {
    width = widthOf(columns - j);
    const wide = min(width, columns - j);
    let first = list;
    for (let p = 0; p < k; p += deep) {
      const depth = min(deep, k - p);
      const from = turned ? other + <usize>j * down + (<usize>p << 2) : other + <usize>p * down + (<usize>j << 2);
      if (!packFinite(from, down, turned, depth, wide, panel)) {
        const right = transposeB ? <usize>j * down : <usize>j << 2;
        const below = transposeA ? <usize>j << 2 : <usize>j * down;
        if (across) gemm(a + below, b, c + <usize>j * line, wide, k, n, lda, ldb, ldc, transposeA, transposeB, scratch);
        else gemm(a, b + right, c + (<usize>j << 2), m, k, wide, lda, ldb, ldc, transposeA, transposeB, scratch);
        break;
      }
      const straight = !across && p == 0 && wide == width;
      for (let i = 0; i < lines; i += LINES) {
        const some = min(LINES, lines - i);
        const to = c + (across ? <usize>j * line + (<usize>i << 2) : <usize>i * line + (<usize>j << 2));
        const sums = straight ? to : aside;
        const step = straight ? line : <usize>STEP;
        let starts = first + <usize>i * stride;
        for (let s = 0; s < depth; s += piece, starts += 4) {
          if (width == WIDE) lines48(starts, stride, some, panel, sums, step, s > 0);
          else lines16(starts, stride, some, panel, sums, step, s > 0);
        }
        if (across) putAcross(aside, to, line, some, wide, p > 0);
        else if (!straight) put(aside, to, line, some, wide, p > 0);
      }
      first += <usize>((depth + piece - 1) / piece) << 2;
    }
  }
}

/**
 * Packs `columns` × k of a matrix; false if one of them is not finite, or may not be: their sum tells. Element (p, j) lies at
 * `b + p·down + j·4`, or, `turned`, at `b + p·4 + j·down`.
 */
function packFinite(b: usize, down: usize, turned: bool, k: i32, columns: i32, to: usize): bool {
  let s0 = f32x4.splat(0);
  let s1 = s0;
  let s2 = s0;
  let s3 = s0;
  const whole = columns & ~3;
  if (turned) {
    for (let j = 0; j < whole; j += 4) {
      let at = b + <usize>j * down;
      let out = to + (<usize>j << 2);
      let p = 0;
      for (; p + 4 <= k; p += 4, at += 16, out += 4 * STEP) {
        const r0 = v128.load(at);
        const r1 = v128.load(at + down);
        const r2 = v128.load(at + 2 * down);
        const r3 = v128.load(at + 3 * down);
        s0 = f32x4.add(s0, r0);
        s1 = f32x4.add(s1, r1);
        s2 = f32x4.add(s2, r2);
        s3 = f32x4.add(s3, r3);
        transpose4(out, STEP, r0, r1, r2, r3);
      }
      for (; p < k; p++, at += 4, out += STEP)
        for (let q: usize = 0; q < 4; q++) {
          const x = v128.load32_splat(at + q * down);
          s0 = f32x4.add(s0, x);
          v128.store32_lane(out + (q << 2), x, 0);
        }
    }
  } else {
    let at = b;
    let out = to;
    const sixteens = <usize>(columns & ~15) << 2;
    const end = <usize>whole << 2;
    for (let p = 0; p < k; p++, at += down, out += STEP) {
      let j: usize = 0;
      for (; j < sixteens; j += 64) {
        const x0 = v128.load(at + j);
        const x1 = v128.load(at + j, 16);
        const x2 = v128.load(at + j, 32);
        const x3 = v128.load(at + j, 48);
        s0 = f32x4.add(s0, x0);
        s1 = f32x4.add(s1, x1);
        s2 = f32x4.add(s2, x2);
        s3 = f32x4.add(s3, x3);
        v128.store(out + j, x0);
        v128.store(out + j, x1, 16);
        v128.store(out + j, x2, 32);
        v128.store(out + j, x3, 48);
      }
      for (; j < end; j += 16) {
        const x = v128.load(at + j);
        s0 = f32x4.add(s0, x);
        v128.store(out + j, x);
      }
    }
  }
  // The last columns; those beyond them make sums that nobody reads.
  const apart = turned ? down : 4;
  const along = turned ? 4 : down;
  for (let j = whole; j < columns; j++) {
    let at = b + <usize>j * apart;
    let out = to + (<usize>j << 2);
    for (let p = 0; p < k; p++, at += along, out += STEP) {
      const x = v128.load32_splat(at);
      s0 = f32x4.add(s0, x);
      v128.store32_lane(out, x, 0);
    }
  }
  // What is finite less itself is +0, all else NaN.
  const sum = f32x4.add(f32x4.add(s0, s1), f32x4.add(s2, s3));
  return !v128.any_true(f32x4.sub(sum, sum));
}

/** Sums of 48 columns over a piece of each line, from +0, or on from what stands at `to`. */
export function lines48(starts: usize, stride: usize, lines: i32, b: usize, to: usize, step: usize, goesOn: bool): void {
  for (; lines > 0; lines--, starts += stride, to += step) {
    let at = load<usize>(starts);
    const end = load<usize>(starts, 4);
    let c0 = f32x4.splat(0);
    let c1 = c0;
    let c2 = c0;
    let c3 = c0;
    let c4 = c0;
    let c5 = c0;
    let c6 = c0;
    let c7 = c0;
    let c8 = c0;
    let c9 = c0;
    let c10 = c0;
    let c11 = c0;
    if (goesOn) {
      c0 = v128.load(to);
      c1 = v128.load(to, 16);
      c2 = v128.load(to, 32);
      c3 = v128.load(to, 48);
      c4 = v128.load(to, 64);
      c5 = v128.load(to, 80);
      c6 = v128.load(to, 96);
      c7 = v128.load(to, 112);
      c8 = v128.load(to, 128);
      c9 = v128.load(to, 144);
      c10 = v128.load(to, 160);
      c11 = v128.load(to, 176);
    }
    for (; at < end; at += 8) {
      const x = v128.load32_splat(at);
      const row = b + load<usize>(at, 4);
      c0 = fma(c0, x, v128.load(row));
      c1 = fma(c1, x, v128.load(row, 16));
      c2 = fma(c2, x, v128.load(row, 32));
      c3 = fma(c3, x, v128.load(row, 48));
      c4 = fma(c4, x, v128.load(row, 64));
      c5 = fma(c5, x, v128.load(row, 80));
      c6 = fma(c6, x, v128.load(row, 96));
      c7 = fma(c7, x, v128.load(row, 112));
      c8 = fma(c8, x, v128.load(row, 128));
      c9 = fma(c9, x, v128.load(row, 144));
      c10 = fma(c10, x, v128.load(row, 160));
      c11 = fma(c11, x, v128.load(row, 176));
    }
    v128.store(to, c0);
    v128.store(to, c1, 16);
    v128.store(to, c2, 32);
    v128.store(to, c3, 48);
    v128.store(to, c4, 64);
    v128.store(to, c5, 80);
    v128.store(to, c6, 96);
    v128.store(to, c7, 112);
    v128.store(to, c8, 128);
    v128.store(to, c9, 144);
    v128.store(to, c10, 160);
    v128.store(to, c11, 176);
  }
}

/** As `lines48`, of 16 columns. */
export function lines16(starts: usize, stride: usize, lines: i32, b: usize, to: usize, step: usize, goesOn: bool): void {
  for (; lines > 0; lines--, starts += stride, to += step) {
    let at = load<usize>(starts);
    const end = load<usize>(starts, 4);
    let c0 = f32x4.splat(0);
    let c1 = c0;
    let c2 = c0;
    let c3 = c0;
    if (goesOn) {
      c0 = v128.load(to);
      c1 = v128.load(to, 16);
      c2 = v128.load(to, 32);
      c3 = v128.load(to, 48);
    }
    for (; at < end; at += 8) {
      const x = v128.load32_splat(at);
      const row = b + load<usize>(at, 4);
      c0 = fma(c0, x, v128.load(row));
      c1 = fma(c1, x, v128.load(row, 16));
      c2 = fma(c2, x, v128.load(row, 32));
      c3 = fma(c3, x, v128.load(row, 48));
    }
    v128.store(to, c0);
    v128.store(to, c1, 16);
    v128.store(to, c2, 32);
    v128.store(to, c3, 48);
  }
}

/** Adds the columns that exist to C, or stores them there. */
function put(from: usize, c: usize, line: usize, lines: i32, wide: i32, adds: bool): void {
  const whole = <usize>(wide & ~3) << 2;
  for (; lines > 0; lines--, from += STEP, c += line) {
    let at: usize = 0;
    for (; at < whole; at += 16) {
      const x = v128.load(from + at);
      v128.store(c + at, adds ? f32x4.add(v128.load(c + at), x) : x);
    }
    for (; at < <usize>wide << 2; at += 4) {
      const x = load<f32>(from + at);
      store<f32>(c + at, adds ? load<f32>(c + at) + x : x);
    }
  }
}

/** As `put`, where a line is a column of C. */
function putAcross(from: usize, c: usize, line: usize, lines: i32, wide: i32, adds: bool): void {
  for (let j = 0; j < wide; j += 4, from += 16, c += 4 * line) {
    const some = min(4, wide - j);
    let at = from;
    let to = c;
    let i = 0;
    if (some == 4 && !adds)
      for (; i + 4 <= lines; i += 4, at += 4 * STEP, to += 16)
        transpose4(to, line, v128.load(at), v128.load(at, STEP), v128.load(at, 2 * STEP), v128.load(at, 3 * STEP));
    for (; i < lines; i++, at += STEP, to += 4)
      for (let q: usize = 0; q < <usize>some; q++) {
        const x = load<f32>(at + (q << 2));
        const out = to + q * line;
        store<f32>(out, adds ? load<f32>(out) + x : x);
      }
  }
}
