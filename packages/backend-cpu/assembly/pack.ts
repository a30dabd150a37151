/** Copies a block of a matrix into the order in which the tiles read it. */
import { TALL, WIDE } from './tiles';

/** Stores four rows as four columns, `line` apart. */
@inline
export function transpose4(to: usize, line: usize, r0: v128, r1: v128, r2: v128, r3: v128): void {
  const x0 = v128.shuffle<f32>(r0, r1, 0, 4, 1, 5);
  const x1 = v128.shuffle<f32>(r0, r1, 2, 6, 3, 7);
  const x2 = v128.shuffle<f32>(r2, r3, 0, 4, 1, 5);
  const x3 = v128.shuffle<f32>(r2, r3, 2, 6, 3, 7);
  v128.store(to, v128.shuffle<f32>(x0, x2, 0, 1, 4, 5));
  v128.store(to + line, v128.shuffle<f32>(x0, x2, 2, 3, 6, 7));
  v128.store(to + 2 * line, v128.shuffle<f32>(x1, x3, 0, 1, 4, 5));
  v128.store(to + 3 * line, v128.shuffle<f32>(x1, x3, 2, 3, 6, 7));
}

/**
 * Packs `columns` × k of B into panels of 8 columns, zeros beyond the last. Element (p, j) lies at
 * `b + p·down + j·4`, or, `transposed`, at `b + p·4 + j·down`.
 */
export function packB(b: usize, down: usize, transposed: bool, k: i32, columns: i32, to: usize): void {
  const panel = <usize>k * WIDE * 4;
  for (let j = 0; j < columns; j += WIDE, to += panel) {
    const wide = min(WIDE, columns - j);
    if (transposed) packColumnsAcross(b + <usize>j * down, down, k, wide, to);
    else packColumns(b + <usize>j * 4, down, k, wide, to);
  }
}

function packColumns(b: usize, down: usize, k: i32, wide: i32, to: usize): void {
  if (wide == WIDE) {
    for (let p = 0; p < k; p++, b += down, to += WIDE * 4) {
      v128.store(to, v128.load(b));
      v128.store(to, v128.load(b, 16), 16);
    }
    return;
  }
  for (let p = 0; p < k; p++, b += down, to += WIDE * 4)
    for (let j = 0; j < WIDE; j++) store<f32>(to + (<usize>j << 2), j < wide ? load<f32>(b + (<usize>j << 2)) : 0);
}

function packColumnsAcross(b: usize, across: usize, k: i32, wide: i32, to: usize): void {
  let p = 0;
  if (wide == WIDE) {
    for (; p + 4 <= k; p += 4) {
      const at = b + (<usize>p << 2);
      const out = to + <usize>p * WIDE * 4;
      transpose4(out, WIDE * 4, v128.load(at), v128.load(at + across), v128.load(at + 2 * across), v128.load(at + 3 * across));
      const on = at + 4 * across;
      transpose4(out + 16, WIDE * 4, v128.load(on), v128.load(on + across), v128.load(on + 2 * across), v128.load(on + 3 * across));
    }
  }
  for (; p < k; p++)
    for (let j = 0; j < WIDE; j++)
      store<f32>(to + (<usize>(p * WIDE + j) << 2), j < wide ? load<f32>(b + (<usize>p << 2) + <usize>j * across) : 0);
}

/** Rows of the next tile where `rows` are left: eight make two tiles of four, not a tall one and a rest. */
@inline
export function heightOf(rows: i32): i32 {
  if (rows >= TALL && rows != 8) return TALL;
  return rows >= 4 ? 4 : rows >= 2 ? 2 : 1;
}

/** Packs the tiles of four rows and more of A: element (i, p) lies at `a + i·apart + p·along`. */
export function packA(a: usize, apart: usize, along: usize, k: i32, rows: i32, to: usize): void {
  while (rows >= 4) {
    const height = heightOf(rows);
    if (along == 4) packRows(a, apart, k, height, to);
    else packRowsDown(a, along, k, height, to);
    a += <usize>height * apart;
    to += <usize>(height * k) << 2;
    rows -= height;
  }
}

function packRows(a: usize, apart: usize, k: i32, rows: i32, to: usize): void {
  const line: usize = <usize>rows << 2;
  let p = 0;
  for (; p + 4 <= k; p += 4, a += 16, to += 4 * line) {
    transpose4(to, line, v128.load(a), v128.load(a + apart), v128.load(a + 2 * apart), v128.load(a + 3 * apart));
    for (let i: usize = 4; i < <usize>rows; i++) {
      const last = v128.load(a + i * apart);
      const at = to + (i << 2);
      v128.store32_lane(at, last, 0);
      v128.store32_lane(at + line, last, 1);
      v128.store32_lane(at + 2 * line, last, 2);
      v128.store32_lane(at + 3 * line, last, 3);
    }
  }
  for (; p < k; p++, a += 4, to += line)
    for (let i = 0; i < rows; i++) store<f32>(to + (<usize>i << 2), load<f32>(a + <usize>i * apart));
}

function packRowsDown(a: usize, along: usize, k: i32, rows: i32, to: usize): void {
  const line: usize = <usize>rows << 2;
  for (let p = 0; p < k; p++, a += along, to += line) {
    v128.store(to, v128.load(a));
    for (let i: usize = 16; i < line; i += 4) store<f32>(to + i, load<f32>(a + i));
  }
}
