/**
 * C = A · B in `f32`, by blocks that fit the caches and tiles that fit the registers.
 * Source: K. Goto and R. van de Geijn, "Anatomy of High-Performance Matrix Multiplication" (2008). The order of every sum
 * depends on k alone.
 */
import { heightOf, packA, packB } from './pack';
import { TALL, tile, WIDE } from './tiles';
import { row32 } from './tiles-apart';

/** Depth of a block: a panel of B, 8 columns wide, stays in the first cache. */
const DEPTH: i32 = 384;
/** Rows of a packed block of A. */
const ROWS: i32 = 128;
/** Columns of a packed block of B. */
const COLUMNS: i32 = 512;
/** Up to this many bytes between its rows, B is read where it lies if few rows of A share it. */
const NEAR: usize = 1024;
const FEW_ROWS: i32 = 48;
/**
 * A is packed when each of its elements serves more panels than this. Rows that lie apart take an address each: without
 * fused sums the loop is bound by the number of its instructions, and packing pays earlier.
 */
const FEW_PANELS: i32 = 12;
const FEW_PANELS_APART: i32 = ASC_FEATURE_RELAXED_SIMD ? 12 : 3;

function upTo(n: i32, unit: i32): i32 {
  return ((n + unit - 1) / unit) * unit;
}

/** The size of even blocks of at most `most`, a multiple of `unit`. */
export function evenly(n: i32, most: i32, unit: i32): i32 {
  const blocks = (n + most - 1) / most;
  return upTo((n + blocks - 1) / blocks, unit);
}

/** Length of the blocks in which a sum over k is made; the last of them is the shorter one. */
@inline
export function depthOf(k: i32): i32 {
  return evenly(k, DEPTH, 1);
}

/** Bytes of scratch that a product, or any part of it, needs. */
export function gemmScratch(m: i32, k: i32, n: i32): i32 {
  const depth = min(k, DEPTH);
  const columns = upTo(min(n, COLUMNS), WIDE);
  const rows = upTo(min(m, ROWS), TALL);
  return (TALL * WIDE + depth * (columns + rows)) << 2;
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
  if (m <= 0 || n <= 0) return;
  const apart: usize = transposeA ? 4 : <usize>lda << 2;
  const along: usize = transposeA ? <usize>lda << 2 : 4;
  const down = <usize>ldb << 2;
  const line = <usize>ldc << 2;
  if (k <= 0) return zeros(c, line, m, n);
  const deep = depthOf(k);
  const tall = evenly(m, ROWS, TALL);
  const broad = evenly(n, COLUMNS, WIDE);
  const direct = !transposeB && (m <= TALL || (m <= FEW_ROWS && down <= NEAR));
  const packsA = m >= 4 && n > WIDE * (transposeA ? FEW_PANELS : FEW_PANELS_APART);
  const aside = scratch;
  const packedB = aside + TALL * WIDE * 4;
  const packedA = packsA ? packedB + ((<usize>deep * broad) << 2) : 0;

  for (let j = 0; j < n; j += broad) {
    const columns = min(broad, n - j);
    for (let p = 0; p < k; p += deep) {
      const depth = min(deep, k - p);
      const from = transposeB ? b + <usize>j * down + (<usize>p << 2) : b + <usize>p * down + (<usize>j << 2);
      if (!direct) packB(from, down, transposeB, depth, columns, packedB);
      for (let i = 0; i < m; i += tall) {
        const rows = min(tall, m - i);
        const block = a + <usize>i * apart + <usize>p * along;
        if (packsA) packA(block, apart, along, depth, rows, packedA);
        const to = c + <usize>i * line + (<usize>j << 2);
        let q = 0;
        if (m == 1 && direct)
          for (; q <= columns - 32; q += 32) {
            const out = to + (<usize>q << 2);
            row32(block, along, from + (<usize>q << 2), down, depth, p > 0 ? aside : out);
            if (p > 0) put(aside, out, WIDE * 4, 4, WIDE, true);
          }
        for (; q < columns; q += WIDE) {
          const wide = min(WIDE, columns - q);
          const inPlace = direct && wide == WIDE;
          let panel = packedB + ((<usize>q * depth) << 2);
          if (inPlace) panel = from + (<usize>q << 2);
          else if (direct) packB(from + (<usize>q << 2), down, false, depth, wide, panel);
          const step: usize = inPlace ? down : WIDE * 4;
          column(block, apart, along, packedA, rows, panel, step, depth, to + (<usize>q << 2), line, wide, p > 0, aside);
        }
      }
    }
  }
}

/**
 * One panel of B under a block of rows, tile by tile. Whole tiles of the first block of k go straight to C; others are made
 * at `aside`, and what exists of them is added to C or stored there.
 */
function column(
  a: usize,
  apart: usize,
  along: usize,
  packed: usize,
  rows: i32,
  b: usize,
  down: usize,
  depth: i32,
  c: usize,
  line: usize,
  wide: i32,
  adds: bool,
  aside: usize,
): void {
  const straight = !adds && wide == WIDE;
  const step: usize = straight ? line : WIDE * 4;
  while (rows > 0) {
    const height = heightOf(rows);
    const isPacked = packed != 0 && height >= 4;
    const from = isPacked ? packed : a;
    const between: usize = isPacked ? 4 : apart;
    const onward: usize = isPacked ? <usize>height << 2 : along;
    tile(height, from, between, onward, b, down, depth, straight ? c : aside, step);
    if (isPacked) packed += <usize>(height * depth) << 2;
    if (!straight) put(aside, c, line, height, wide, adds);
    a += <usize>height * apart;
    c += <usize>height * line;
    rows -= height;
  }
}

/** Adds the columns of a tile that exist to C, or stores them there. */
function put(tile: usize, c: usize, line: usize, rows: i32, wide: i32, adds: bool): void {
  for (; rows > 0; rows--, tile += WIDE * 4, c += line) {
    if (wide == WIDE) {
      v128.store(c, f32x4.add(v128.load(c), v128.load(tile)));
      v128.store(c, f32x4.add(v128.load(c, 16), v128.load(tile, 16)), 16);
    } else {
      for (let at: usize = 0; at < <usize>wide << 2; at += 4) {
        const x = load<f32>(tile + at);
        store<f32>(c + at, adds ? load<f32>(c + at) + x : x);
      }
    }
  }
}

/** The product over no terms. */
function zeros(c: usize, line: usize, m: i32, n: i32): void {
  for (; m > 0; m--, c += line) memory.fill(c, 0, <usize>n << 2);
}
