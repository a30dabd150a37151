/**
 * C = A · B in `f32`, by blocks that fit the caches and tiles that fit the registers.
 * Source: K. Goto and R. van de Geijn, "Anatomy of High-Performance Matrix Multiplication" (2008). The order of every sum
 * depends on the sizes alone.
 */
import { packA, packB } from './pack';
import { TALL, tile1, tile2, tile5, tile5Packed, WIDE } from './tiles';

/** Depth of a block: a panel of B, 256 × 8, stays in the first cache. */
const DEPTH: i32 = 256;
/** Rows of a packed block of A. */
const ROWS: i32 = 120;
/** Columns of a packed block of B. */
const COLUMNS: i32 = 512;
/** Up to this many bytes between its rows, B is read where it lies if few rows of A share it. */
const NEAR: usize = 1024;
const FEW_ROWS: i32 = 48;
/** A is packed when each of its elements serves at least this many panels. */
const FEW_PANELS: i32 = 12;

/** Bytes of scratch that a product needs. */
export function gemmScratch(m: i32, k: i32, n: i32): i32 {
  const depth = min(k, DEPTH);
  const columns = (min(n, COLUMNS) + WIDE - 1) & -WIDE;
  return TALL * WIDE * 4 + depth * columns * 4 + depth * min(m + TALL, ROWS) * 4 + 64;
}

/**
 * A is m × k (k × m if `transposeA`), B is k × n (n × k if `transposeB`); C, m × n, is written whole. `lda`, `ldb` and `ldc`
 * are the elements between stored rows. Any block of C comes out with the bits it has in the whole.
 */
export function gemm(
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
  const apart: usize = transposeA ? 4 : <usize>lda << 2;
  const along: usize = transposeA ? <usize>lda << 2 : 4;
  const down: usize = <usize>ldb << 2;
  const line = <usize>ldc << 2;
  if (k <= 0) return zeros(c, line, m, n);
  const tile = scratch;
  const packedB = tile + TALL * WIDE * 4;
  const direct = !transposeB && (m <= TALL || (m <= FEW_ROWS && down <= NEAR));

  for (let j = 0; j < n; j += COLUMNS) {
    const columns = min(COLUMNS, n - j);
    const packsA = columns > FEW_PANELS * WIDE && m >= TALL;
    for (let p = 0; p < k; p += DEPTH) {
      const depth = min(DEPTH, k - p);
      const packedA = packedB + ((<usize>depth * ((columns + WIDE - 1) & -WIDE)) << 2);
      const from = transposeB ? b + <usize>j * down + (<usize>p << 2) : b + <usize>p * down + (<usize>j << 2);
      if (!direct) packB(from, down, transposeB, depth, columns, packedB);
      for (let i = 0; i < m; i += ROWS) {
        const rows = min(ROWS, m - i);
        const block = a + <usize>i * apart + <usize>p * along;
        if (packsA) packA(block, apart, along, depth, rows, packedA);
        const to = c + <usize>i * line + (<usize>j << 2);
        for (let q = 0; q < columns; q += WIDE) {
          const wide = min(WIDE, columns - q);
          const out = to + (<usize>q << 2);
          if (direct && wide == WIDE) column(block, apart, along, packedA, packsA, rows, from + (<usize>q << 2), down, depth, out, line, wide, p > 0, tile);
          else {
            const panel = packedB + ((<usize>q * depth) << 2);
            if (direct) packB(from + (<usize>q << 2), down, false, depth, wide, panel);
            column(block, apart, along, packedA, packsA, rows, panel, WIDE * 4, depth, out, line, wide, p > 0, tile);
          }
        }
      }
    }
  }
}

/** One panel of 8 columns under a block of rows: fives, then twos, then one. Each tile is made at `tile`, then added to C or stored there. */
function column(
  a: usize,
  apart: usize,
  along: usize,
  packed: usize,
  packsA: bool,
  rows: i32,
  b: usize,
  down: usize,
  depth: i32,
  c: usize,
  line: usize,
  wide: i32,
  adds: bool,
  tile: usize,
): void {
  let i = 0;
  for (; i + TALL <= rows; i += TALL) {
    if (packsA) {
      tile5Packed(packed, b, down, depth, tile);
      packed += (<usize>depth * TALL) << 2;
    } else tile5(a, apart, along, b, down, depth, tile);
    if (adds) addTile(tile, c, line, TALL, wide);
    else storeTile(tile, c, line, TALL, wide);
    a += <usize>TALL * apart;
    c += <usize>TALL * line;
  }
  for (; i + 2 <= rows; i += 2) {
    tile2(a, apart, along, b, down, depth, tile);
    if (adds) addTile(tile, c, line, 2, wide);
    else storeTile(tile, c, line, 2, wide);
    a += 2 * apart;
    c += 2 * line;
  }
  if (i < rows) {
    tile1(a, along, b, down, depth, tile);
    if (adds) addTile(tile, c, line, 1, wide);
    else storeTile(tile, c, line, 1, wide);
  }
}

/** Adds the columns of a tile that exist to C. */
function addTile(tile: usize, c: usize, line: usize, rows: i32, wide: i32): void {
  for (; rows > 0; rows--, tile += WIDE * 4, c += line) {
    if (wide == WIDE) {
      v128.store(c, f32x4.add(v128.load(c), v128.load(tile)));
      v128.store(c, f32x4.add(v128.load(c, 16), v128.load(tile, 16)), 16);
    } else {
      for (let j = 0; j < wide; j++) {
        const at = <usize>j << 2;
        store<f32>(c + at, load<f32>(c + at) + load<f32>(tile + at));
      }
    }
  }
}

/** Stores the columns of a tile that exist in C. */
function storeTile(tile: usize, c: usize, line: usize, rows: i32, wide: i32): void {
  for (; rows > 0; rows--, tile += WIDE * 4, c += line) {
    if (wide == WIDE) {
      v128.store(c, v128.load(tile));
      v128.store(c, v128.load(tile, 16), 16);
    } else {
      for (let j = 0; j < wide; j++) store<f32>(c + (<usize>j << 2), load<f32>(tile + (<usize>j << 2)));
    }
  }
}

/** The product over no terms. */
function zeros(c: usize, line: usize, m: i32, n: i32): void {
  for (; m > 0; m--, c += line) memory.fill(c, 0, <usize>n << 2);
}
