/**
 * Lists of what is not zero in a matrix, for products that skip the rest.
 *
 * A line is a row of the matrix, or a column of it. Its list is cut where the sum over the line is: into the blocks of k that
 * `gemm` adds one after the other, and these into pieces for which a panel of the other operand stays in the first cache. Of
 * each line come first the addresses at which its pieces begin, and where the last one ends; behind those of all lines, the
 * entries, with room for a line without zeros. An entry has eight bytes: the value, and where its row lies in a packed block.
 */
import { evenly, depthOf } from './gemm';
import { transpose4 } from './pack';

/** Bytes from one row of a packed block to the next: 48 columns. */
export const STEP: i32 = 192;
/** Longest piece. */
const PIECE: i32 = 192;

/** Length of the pieces of a block; the last of them is the shorter one. */
@inline
export function pieceOf(depth: i32): i32 {
  return evenly(depth, PIECE, 1);
}

/** Bytes from the addresses of one line of length k to those of the next. */
export function listStride(k: i32): i32 {
  const deep = depthOf(k);
  const last = k - ((k - 1) / deep) * deep;
  const piece = pieceOf(deep);
  const pieces = ((k - 1) / deep) * ((deep + piece - 1) / piece) + (last + piece - 1) / piece;
  return (pieces + 1) << 2;
}

/** Bytes of the list of so many lines of length k. */
export function listBytes(lines: i32, k: i32): i32 {
  return <i32>entriesOf(0, lines, k) + ((lines * k) << 3);
}

@inline
function entriesOf(list: usize, lines: i32, k: i32): usize {
  return list + ((<usize>(lines * listStride(k)) + 63) & ~63);
}

/** How many of n numbers are not zero. NaN is not. */
export function countNonZero(x: usize, n: i32): i32 {
  const zero = f32x4.splat(0);
  const end = x + (<usize>n << 2);
  let s0 = i32x4.splat(0);
  let s1 = s0;
  for (; x + 32 <= end; x += 32) {
    s0 = i32x4.sub(s0, f32x4.ne(v128.load(x), zero));
    s1 = i32x4.sub(s1, f32x4.ne(v128.load(x, 16), zero));
  }
  s0 = i32x4.add(s0, s1);
  let count =
    i32x4.extract_lane(s0, 0) + i32x4.extract_lane(s0, 1) + i32x4.extract_lane(s0, 2) + i32x4.extract_lane(s0, 3);
  for (; x < end; x += 4) count += i32(load<f32>(x) != 0);
  return count;
}

/** Bytes of patterns that move the chosen ones of four lanes to the front; their sizes lie behind them. */
const TABLE: usize = 256;

function makeTable(table: usize): void {
  for (let mask: usize = 0; mask < 16; mask++) {
    let to = table + (mask << 4);
    store<i32>(table + TABLE + (mask << 2), popcnt(<i32>mask) << 3);
    for (let lane = 0; lane < 4; lane++) {
      if (((mask >>> lane) & 1) == 0) continue;
      store<i32>(to, 0x03020100 + 0x04040404 * lane);
      to += 4;
    }
  }
}

@inline
function pick(x: v128, pattern: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return i8x16.relaxed_swizzle(x, pattern);
  return i8x16.swizzle(x, pattern);
}

/** Appends entries for what is not zero of four values; returns where they end. Writes four, whatever their number. */
@inline
function appendFour(values: v128, offsets: v128, table: usize, to: usize): usize {
  const mask = <usize>i32x4.bitmask(f32x4.ne(values, f32x4.splat(0)));
  const pattern = v128.load(table + (mask << 4));
  const x = pick(values, pattern);
  const at = pick(offsets, pattern);
  v128.store(to, v128.shuffle<i32>(x, at, 0, 4, 1, 5));
  v128.store(to, v128.shuffle<i32>(x, at, 2, 6, 3, 7), 16);
  return to + load<u32>(table + TABLE + (mask << 2));
}

function appendOne(x: usize, offset: i32, to: usize): usize {
  const bits = load<u32>(x);
  store<u32>(to, bits);
  store<i32>(to, offset, 4);
  return to + ((<usize>(bits << 1 != 0)) << 3);
}

/**
 * Columns that are turned into rows before they are listed, where rows lie so far apart that they share few places of the first
 * cache: a cache line of each row, which would be fetched again for every four columns.
 */
const STRIP: i32 = 16;
const APART: usize = 2048;
/** Longest columns that are: a strip stays in the first cache. */
const TURNED: i32 = 384;
/** Bytes of scratch before a strip. */
const BEFORE: usize = TABLE + 64;

/**
 * Lists the lines `from` to `end` − 1 of `lines`. Element p of line i lies at `x + i·apart + p·along`, and one of the two
 * distances is 4. Branches depend on sizes alone.
 */
export function listNonZero(
  x: usize,
  apart: usize,
  along: usize,
  lines: i32,
  k: i32,
  list: usize,
  from: i32,
  end: i32,
  scratch: usize,
): void {
  makeTable(scratch);
  if (along != 4 && along % APART == 0 && k <= TURNED) {
    const strip = scratch + BEFORE;
    const down = <usize>k << 2;
    for (; from + STRIP <= end; from += STRIP) {
      turn(x + <usize>from * apart, along, k, strip);
      listLines(strip - <usize>from * down, down, 4, lines, k, list, from, from + STRIP, scratch);
    }
  }
  listLines(x, apart, along, lines, k, list, from, end, scratch);
}

/** Stores 16 columns of k rows, `down` apart, as rows. */
function turn(x: usize, down: usize, k: i32, to: usize): void {
  const line = <usize>k << 2;
  let p = 0;
  for (; p + 4 <= k; p += 4, x += 4 * down, to += 16)
    for (let j: usize = 0; j < <usize>STRIP << 2; j += 16) {
      const at = x + j;
      transpose4(to + j * <usize>k, line, v128.load(at), v128.load(at + down), v128.load(at + 2 * down), v128.load(at + 3 * down));
    }
  for (; p < k; p++, x += down, to += 4)
    for (let j: usize = 0; j < <usize>STRIP; j++) store<f32>(to + j * line, load<f32>(x + (j << 2)));
}

function listLines(
  x: usize,
  apart: usize,
  along: usize,
  lines: i32,
  k: i32,
  list: usize,
  from: i32,
  end: i32,
  scratch: usize,
): void {
  const stride = <usize>listStride(k);
  const room = <usize>k << 3;
  const entries = entriesOf(list, lines, k);
  const deep = depthOf(k);
  const piece = pieceOf(deep);
  const first = i32x4.mul(i32x4(0, 1, 2, 3), i32x4.splat(STEP));
  for (let i = from, some = 4; i < end; i += some) {
    some = end - i < 4 ? 1 : 4;
    let at = x + <usize>i * apart;
    let starts = list + <usize>i * stride;
    let e0 = entries + <usize>i * room;
    let e1 = e0 + room;
    let e2 = e1 + room;
    let e3 = e2 + room;
    for (let p = 0; p < k; p += deep) {
      const depth = min(deep, k - p);
      for (let s = 0; s < depth; s += piece) {
        open(starts, stride, some, e0, e1, e2, e3);
        starts += 4;
        const stop = min(depth, s + piece);
        let q = s;
        if (some == 4)
          for (; q + 4 <= stop; q += 4, at += 4 * along) {
            const offsets = i32x4.add(first, i32x4.splat(q * STEP));
            const step = along == 4 ? apart : along;
            let r0 = v128.load(at);
            let r1 = v128.load(at + step);
            let r2 = v128.load(at + 2 * step);
            let r3 = v128.load(at + 3 * step);
            if (along != 4) {
              const x0 = v128.shuffle<f32>(r0, r1, 0, 4, 1, 5);
              const x1 = v128.shuffle<f32>(r0, r1, 2, 6, 3, 7);
              const x2 = v128.shuffle<f32>(r2, r3, 0, 4, 1, 5);
              const x3 = v128.shuffle<f32>(r2, r3, 2, 6, 3, 7);
              r0 = v128.shuffle<f32>(x0, x2, 0, 1, 4, 5);
              r1 = v128.shuffle<f32>(x0, x2, 2, 3, 6, 7);
              r2 = v128.shuffle<f32>(x1, x3, 0, 1, 4, 5);
              r3 = v128.shuffle<f32>(x1, x3, 2, 3, 6, 7);
            }
            e0 = appendFour(r0, offsets, scratch, e0);
            e1 = appendFour(r1, offsets, scratch, e1);
            e2 = appendFour(r2, offsets, scratch, e2);
            e3 = appendFour(r3, offsets, scratch, e3);
          }
        for (; q < stop; q++, at += along) {
          e0 = appendOne(at, q * STEP, e0);
          if (some == 1) continue;
          e1 = appendOne(at + apart, q * STEP, e1);
          e2 = appendOne(at + 2 * apart, q * STEP, e2);
          e3 = appendOne(at + 3 * apart, q * STEP, e3);
        }
      }
    }
    open(starts, stride, some, e0, e1, e2, e3);
  }
}

/** Notes where the next piece of one line, or of four, begins. */
function open(starts: usize, stride: usize, some: i32, e0: usize, e1: usize, e2: usize, e3: usize): void {
  store<usize>(starts, e0);
  if (some == 1) return;
  store<usize>(starts + stride, e1);
  store<usize>(starts + 2 * stride, e2);
  store<usize>(starts + 3 * stride, e3);
}
