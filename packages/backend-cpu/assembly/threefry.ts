/**
 * Threefry-2x32 with 20 rounds, twenty-eight counters at a time: six vectors, so that their latencies overlap, and four by
 * themselves, which take what a core has beside its units for vectors and rotate in one instruction.
 */

/** Numbers drawn at once. */
const BLOCK: i32 = 28;
/** The limit of what is written as numbers, and not as coins. */
const NONE: i32 = -1;

/** Bytes of what is written for a number. */
@inline
function bytesOf(limit: i32): usize {
  return limit == NONE ? 4 : 1;
}

/** Half of a round: y rotated by n, and x. */
@inline
function mix(y: v128, n: i32, x: v128): v128 {
  return v128.xor(v128.or(i32x4.shl(y, n), i32x4.shr_u(y, 32 - n)), x);
}

/** Where the lanes of a swizzle are taken on trust, it is one instruction; a shuffle by halves of words is two. */
@inline
function mix16(y: v128, halves: v128, x: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return v128.xor(i8x16.relaxed_swizzle(y, halves), x);
  return v128.xor(v128.shuffle<i8>(y, y, 2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13), x);
}

/** A shuffle would load its mask each time, which is slower than shifts. */
@inline
function mix24(y: v128, bytes: v128, x: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return v128.xor(i8x16.relaxed_swizzle(y, bytes), x);
  return mix(y, 24, x);
}

@inline
function mix1(b: i32, n: i32, a: i32): i32 {
  return rotl<i32>(b, n) ^ a;
}

/** The top 23 bits as the fraction of a number in [1, 2), less 1: exact. */
@inline
function unit(x: v128, y: v128, one: v128): v128 {
  return f32x4.sub(v128.or(i32x4.shr_u(v128.xor(x, y), 9), one), one);
}

@inline
function unit1(a: i32, b: i32): f32 {
  return reinterpret<f32>(((a ^ b) >>> 9) | 0x3f800000) - 1;
}

/** Four words that say whether the top 23 bits are below a limit. */
@inline
function coin(x: v128, y: v128, limit: v128): v128 {
  return i32x4.lt_s(i32x4.shr_u(v128.xor(x, y), 9), limit);
}

@inline
function coin1(a: i32, b: i32, limit: i32): i32 {
  return i32((a ^ b) >>> 9 < limit);
}

/**
 * Writes `n` numbers in [0, 1): (bits >>> 9)·2⁻²³ at the counters `offset·row + from`, one more, … The words of the key lie
 * at the address `key`, the offset in rows at the address `offset`.
 */
export function uniform(key: usize, offset: usize, row: i32, from: i32, to: usize, n: i32): void {
  draw(key, offset, row, from, to, n, NONE);
}

/** Writes for each of these numbers the byte 1 where it is below the number at the address `p`, else 0. */
export function coins(key: usize, offset: usize, row: i32, from: i32, to: usize, n: i32, p: usize): void {
  const limit = ceil(load<f32>(p) * 8388608);
  // NaN is neither: nothing is below it.
  draw(key, offset, row, from, to, n, limit >= 8388608 ? 8388608 : limit > 0 ? <i32>limit : 0);
}

/** One routine for both, since its rounds are long: what it writes is asked once in a block. */
@inline
function draw(key: usize, offset: usize, row: i32, from: i32, to: usize, n: i32, limit: i32): void {
  const k0 = load<i32>(key);
  const k1 = load<i32>(key, 4);
  const counter = load<u32>(offset) * <u64>(<u32>row) + <u64>(<u32>from);
  if (n < BLOCK) few(k0, k1, counter, to, n, limit);
  else many(k0, k1, counter, to, n, limit);
}

/** One at a time. */
function few(k0: i32, k1: i32, counter: u64, to: usize, n: i32, limit: i32): void {
  const k2 = k0 ^ k1 ^ 0x1bd11bda;
  const size = bytesOf(limit);
  for (; n > 0; n--, counter++, to += size) {
    let x = <i32>(counter >> 32) + k0;
    let y = <i32>counter + k1;
    for (let injection = 1; injection <= 5; injection++) {
      // Each byte a rotation; even and odd groups of four rounds take turns.
      for (let rotations = injection & 1 ? 0x061a0f0d : 0x18101d11; rotations != 0; rotations >>= 8) {
        x += y;
        y = mix1(y, rotations & 0xff, x);
      }
      x += injection % 3 == 0 ? k0 : injection % 3 == 1 ? k1 : k2;
      y += (injection % 3 == 0 ? k1 : injection % 3 == 1 ? k2 : k0) + injection;
    }
    if (limit == NONE) store<f32>(to, unit1(x, y));
    else store<u8>(to, coin1(x, y, limit));
  }
}

/**
 * Twenty rounds, written out: in a loop the choice of rotations would cost as much as the rounds.
 *
 * Two things here serve compilers alone. The ways out between rounds are never taken (i is not below 0): they keep all
 * abreast, where an optimiser would move one vector's twenty rounds behind another's, and Node 24 runs them as they stand, at
 * two thirds of the speed. And what is built on `nil`, which is 0, is kept in a register or on the stack, where a
 * constant would be made anew at each use.
 */
function many(k0: i32, k1: i32, counter: u64, to: usize, n: i32, limit: i32): void {
  const k2 = k0 ^ k1 ^ 0x1bd11bda;
  const nil = <i32>(counter >> 63);
  const zero = i32x4.splat(nil);
  const four = i32x4.splat(nil + 4);
  const one = i32x4.splat(nil + 0x3f800000);
  const limits = i32x4.splat(limit);
  const size = bytesOf(limit);
  const first = v128.or(zero, i32x4(0, 1, 2, 3));
  const halves = v128.or(zero, i8x16(2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13));
  const bytes = v128.or(zero, i8x16(1, 2, 3, 0, 5, 6, 7, 4, 9, 10, 11, 8, 13, 14, 15, 12));
  let u: v128;
  let v: v128;
  let k: i32;
  for (let i = 0; i < n; i += BLOCK) {
    // The last block ends where the numbers end, and draws some a second time: the same bits.
    const at = min(i, n - BLOCK);
    const next = counter + at;
    const out = to + <usize>at * size;
    // A low word that wraps round within the block carries into the high one.
    if (<u32>next > <u32>-BLOCK) {
      few(k0, k1, next, out, BLOCK, limit);
      continue;
    }
    let x0 = i32x4.splat(<i32>(next >> 32) + k0);
    let y0 = i32x4.add(i32x4.splat(<u32>next + k1), first);
    let x1 = x0;
    let y1 = i32x4.add(y0, four);
    let x2 = x0;
    let y2 = i32x4.add(y1, four);
    let x3 = x0;
    let y3 = i32x4.add(y2, four);
    let x4 = x0;
    let y4 = i32x4.add(y3, four);
    let x5 = x0;
    let y5 = i32x4.add(y4, four);
    let a0 = <i32>(next >> 32) + k0;
    let b0 = <i32>next + k1 + 24;
    let a1 = <i32>(next >> 32) + k0;
    let b1 = <i32>next + k1 + 25;
    let a2 = <i32>(next >> 32) + k0;
    let b2 = <i32>next + k1 + 26;
    let a3 = <i32>(next >> 32) + k0;
    let b3 = <i32>next + k1 + 27;
    do {
      x0 = i32x4.add(x0, y0); y0 = mix(y0, 13, x0); a0 += b0; b0 = mix1(b0, 13, a0);
      x1 = i32x4.add(x1, y1); y1 = mix(y1, 13, x1); a1 += b1; b1 = mix1(b1, 13, a1);
      x2 = i32x4.add(x2, y2); y2 = mix(y2, 13, x2); a2 += b2; b2 = mix1(b2, 13, a2);
      x3 = i32x4.add(x3, y3); y3 = mix(y3, 13, x3); a3 += b3; b3 = mix1(b3, 13, a3);
      x4 = i32x4.add(x4, y4); y4 = mix(y4, 13, x4);
      x5 = i32x4.add(x5, y5); y5 = mix(y5, 13, x5);
      x0 = i32x4.add(x0, y0); y0 = mix(y0, 15, x0); a0 += b0; b0 = mix1(b0, 15, a0);
      x1 = i32x4.add(x1, y1); y1 = mix(y1, 15, x1); a1 += b1; b1 = mix1(b1, 15, a1);
      x2 = i32x4.add(x2, y2); y2 = mix(y2, 15, x2); a2 += b2; b2 = mix1(b2, 15, a2);
      x3 = i32x4.add(x3, y3); y3 = mix(y3, 15, x3); a3 += b3; b3 = mix1(b3, 15, a3);
      x4 = i32x4.add(x4, y4); y4 = mix(y4, 15, x4);
      x5 = i32x4.add(x5, y5); y5 = mix(y5, 15, x5);
      if (i < -1) break;
      x0 = i32x4.add(x0, y0); y0 = mix(y0, 26, x0); a0 += b0; b0 = mix1(b0, 26, a0);
      x1 = i32x4.add(x1, y1); y1 = mix(y1, 26, x1); a1 += b1; b1 = mix1(b1, 26, a1);
      x2 = i32x4.add(x2, y2); y2 = mix(y2, 26, x2); a2 += b2; b2 = mix1(b2, 26, a2);
      x3 = i32x4.add(x3, y3); y3 = mix(y3, 26, x3); a3 += b3; b3 = mix1(b3, 26, a3);
      x4 = i32x4.add(x4, y4); y4 = mix(y4, 26, x4);
      x5 = i32x4.add(x5, y5); y5 = mix(y5, 26, x5);
      x0 = i32x4.add(x0, y0); y0 = mix(y0, 6, x0); a0 += b0; b0 = mix1(b0, 6, a0);
      x1 = i32x4.add(x1, y1); y1 = mix(y1, 6, x1); a1 += b1; b1 = mix1(b1, 6, a1);
      x2 = i32x4.add(x2, y2); y2 = mix(y2, 6, x2); a2 += b2; b2 = mix1(b2, 6, a2);
      x3 = i32x4.add(x3, y3); y3 = mix(y3, 6, x3); a3 += b3; b3 = mix1(b3, 6, a3);
      x4 = i32x4.add(x4, y4); y4 = mix(y4, 6, x4);
      x5 = i32x4.add(x5, y5); y5 = mix(y5, 6, x5);
      if (i < -2) break;
      k = k2 + 1; u = i32x4.splat(k1); v = i32x4.splat(k);
      x0 = i32x4.add(x0, u); x1 = i32x4.add(x1, u); x2 = i32x4.add(x2, u); x3 = i32x4.add(x3, u); x4 = i32x4.add(x4, u); x5 = i32x4.add(x5, u);
      y0 = i32x4.add(y0, v); y1 = i32x4.add(y1, v); y2 = i32x4.add(y2, v); y3 = i32x4.add(y3, v); y4 = i32x4.add(y4, v); y5 = i32x4.add(y5, v);
      a0 += k1; b0 += k; a1 += k1; b1 += k; a2 += k1; b2 += k; a3 += k1; b3 += k;
      x0 = i32x4.add(x0, y0); y0 = mix(y0, 17, x0); a0 += b0; b0 = mix1(b0, 17, a0);
      x1 = i32x4.add(x1, y1); y1 = mix(y1, 17, x1); a1 += b1; b1 = mix1(b1, 17, a1);
      x2 = i32x4.add(x2, y2); y2 = mix(y2, 17, x2); a2 += b2; b2 = mix1(b2, 17, a2);
      x3 = i32x4.add(x3, y3); y3 = mix(y3, 17, x3); a3 += b3; b3 = mix1(b3, 17, a3);
      x4 = i32x4.add(x4, y4); y4 = mix(y4, 17, x4);
      x5 = i32x4.add(x5, y5); y5 = mix(y5, 17, x5);
      x0 = i32x4.add(x0, y0); y0 = mix(y0, 29, x0); a0 += b0; b0 = mix1(b0, 29, a0);
      x1 = i32x4.add(x1, y1); y1 = mix(y1, 29, x1); a1 += b1; b1 = mix1(b1, 29, a1);
      x2 = i32x4.add(x2, y2); y2 = mix(y2, 29, x2); a2 += b2; b2 = mix1(b2, 29, a2);
      x3 = i32x4.add(x3, y3); y3 = mix(y3, 29, x3); a3 += b3; b3 = mix1(b3, 29, a3);
      x4 = i32x4.add(x4, y4); y4 = mix(y4, 29, x4);
      x5 = i32x4.add(x5, y5); y5 = mix(y5, 29, x5);
      if (i < -3) break;
      x0 = i32x4.add(x0, y0); y0 = mix16(y0, halves, x0); a0 += b0; b0 = mix1(b0, 16, a0);
      x1 = i32x4.add(x1, y1); y1 = mix16(y1, halves, x1); a1 += b1; b1 = mix1(b1, 16, a1);
      x2 = i32x4.add(x2, y2); y2 = mix16(y2, halves, x2); a2 += b2; b2 = mix1(b2, 16, a2);
      x3 = i32x4.add(x3, y3); y3 = mix16(y3, halves, x3); a3 += b3; b3 = mix1(b3, 16, a3);
      x4 = i32x4.add(x4, y4); y4 = mix16(y4, halves, x4);
      x5 = i32x4.add(x5, y5); y5 = mix16(y5, halves, x5);
      x0 = i32x4.add(x0, y0); y0 = mix24(y0, bytes, x0); a0 += b0; b0 = mix1(b0, 24, a0);
      x1 = i32x4.add(x1, y1); y1 = mix24(y1, bytes, x1); a1 += b1; b1 = mix1(b1, 24, a1);
      x2 = i32x4.add(x2, y2); y2 = mix24(y2, bytes, x2); a2 += b2; b2 = mix1(b2, 24, a2);
      x3 = i32x4.add(x3, y3); y3 = mix24(y3, bytes, x3); a3 += b3; b3 = mix1(b3, 24, a3);
      x4 = i32x4.add(x4, y4); y4 = mix24(y4, bytes, x4);
      x5 = i32x4.add(x5, y5); y5 = mix24(y5, bytes, x5);
      if (i < -4) break;
      k = k0 + 2; u = i32x4.splat(k2); v = i32x4.splat(k);
      x0 = i32x4.add(x0, u); x1 = i32x4.add(x1, u); x2 = i32x4.add(x2, u); x3 = i32x4.add(x3, u); x4 = i32x4.add(x4, u); x5 = i32x4.add(x5, u);
      y0 = i32x4.add(y0, v); y1 = i32x4.add(y1, v); y2 = i32x4.add(y2, v); y3 = i32x4.add(y3, v); y4 = i32x4.add(y4, v); y5 = i32x4.add(y5, v);
      a0 += k2; b0 += k; a1 += k2; b1 += k; a2 += k2; b2 += k; a3 += k2; b3 += k;
      x0 = i32x4.add(x0, y0); y0 = mix(y0, 13, x0); a0 += b0; b0 = mix1(b0, 13, a0);
      x1 = i32x4.add(x1, y1); y1 = mix(y1, 13, x1); a1 += b1; b1 = mix1(b1, 13, a1);
      x2 = i32x4.add(x2, y2); y2 = mix(y2, 13, x2); a2 += b2; b2 = mix1(b2, 13, a2);
      x3 = i32x4.add(x3, y3); y3 = mix(y3, 13, x3); a3 += b3; b3 = mix1(b3, 13, a3);
      x4 = i32x4.add(x4, y4); y4 = mix(y4, 13, x4);
      x5 = i32x4.add(x5, y5); y5 = mix(y5, 13, x5);
      x0 = i32x4.add(x0, y0); y0 = mix(y0, 15, x0); a0 += b0; b0 = mix1(b0, 15, a0);
      x1 = i32x4.add(x1, y1); y1 = mix(y1, 15, x1); a1 += b1; b1 = mix1(b1, 15, a1);
      x2 = i32x4.add(x2, y2); y2 = mix(y2, 15, x2); a2 += b2; b2 = mix1(b2, 15, a2);
      x3 = i32x4.add(x3, y3); y3 = mix(y3, 15, x3); a3 += b3; b3 = mix1(b3, 15, a3);
      x4 = i32x4.add(x4, y4); y4 = mix(y4, 15, x4);
      x5 = i32x4.add(x5, y5); y5 = mix(y5, 15, x5);
      if (i < -5) break;
      x0 = i32x4.add(x0, y0); y0 = mix(y0, 26, x0); a0 += b0; b0 = mix1(b0, 26, a0);
      x1 = i32x4.add(x1, y1); y1 = mix(y1, 26, x1); a1 += b1; b1 = mix1(b1, 26, a1);
      x2 = i32x4.add(x2, y2); y2 = mix(y2, 26, x2); a2 += b2; b2 = mix1(b2, 26, a2);
      x3 = i32x4.add(x3, y3); y3 = mix(y3, 26, x3); a3 += b3; b3 = mix1(b3, 26, a3);
      x4 = i32x4.add(x4, y4); y4 = mix(y4, 26, x4);
      x5 = i32x4.add(x5, y5); y5 = mix(y5, 26, x5);
      x0 = i32x4.add(x0, y0); y0 = mix(y0, 6, x0); a0 += b0; b0 = mix1(b0, 6, a0);
      x1 = i32x4.add(x1, y1); y1 = mix(y1, 6, x1); a1 += b1; b1 = mix1(b1, 6, a1);
      x2 = i32x4.add(x2, y2); y2 = mix(y2, 6, x2); a2 += b2; b2 = mix1(b2, 6, a2);
      x3 = i32x4.add(x3, y3); y3 = mix(y3, 6, x3); a3 += b3; b3 = mix1(b3, 6, a3);
      x4 = i32x4.add(x4, y4); y4 = mix(y4, 6, x4);
      x5 = i32x4.add(x5, y5); y5 = mix(y5, 6, x5);
      if (i < -6) break;
      k = k1 + 3; u = i32x4.splat(k0); v = i32x4.splat(k);
      x0 = i32x4.add(x0, u); x1 = i32x4.add(x1, u); x2 = i32x4.add(x2, u); x3 = i32x4.add(x3, u); x4 = i32x4.add(x4, u); x5 = i32x4.add(x5, u);
      y0 = i32x4.add(y0, v); y1 = i32x4.add(y1, v); y2 = i32x4.add(y2, v); y3 = i32x4.add(y3, v); y4 = i32x4.add(y4, v); y5 = i32x4.add(y5, v);
      a0 += k0; b0 += k; a1 += k0; b1 += k; a2 += k0; b2 += k; a3 += k0; b3 += k;
      x0 = i32x4.add(x0, y0); y0 = mix(y0, 17, x0); a0 += b0; b0 = mix1(b0, 17, a0);
      x1 = i32x4.add(x1, y1); y1 = mix(y1, 17, x1); a1 += b1; b1 = mix1(b1, 17, a1);
      x2 = i32x4.add(x2, y2); y2 = mix(y2, 17, x2); a2 += b2; b2 = mix1(b2, 17, a2);
      x3 = i32x4.add(x3, y3); y3 = mix(y3, 17, x3); a3 += b3; b3 = mix1(b3, 17, a3);
      x4 = i32x4.add(x4, y4); y4 = mix(y4, 17, x4);
      x5 = i32x4.add(x5, y5); y5 = mix(y5, 17, x5);
      x0 = i32x4.add(x0, y0); y0 = mix(y0, 29, x0); a0 += b0; b0 = mix1(b0, 29, a0);
      x1 = i32x4.add(x1, y1); y1 = mix(y1, 29, x1); a1 += b1; b1 = mix1(b1, 29, a1);
      x2 = i32x4.add(x2, y2); y2 = mix(y2, 29, x2); a2 += b2; b2 = mix1(b2, 29, a2);
      x3 = i32x4.add(x3, y3); y3 = mix(y3, 29, x3); a3 += b3; b3 = mix1(b3, 29, a3);
      x4 = i32x4.add(x4, y4); y4 = mix(y4, 29, x4);
      x5 = i32x4.add(x5, y5); y5 = mix(y5, 29, x5);
      if (i < -7) break;
      x0 = i32x4.add(x0, y0); y0 = mix16(y0, halves, x0); a0 += b0; b0 = mix1(b0, 16, a0);
      x1 = i32x4.add(x1, y1); y1 = mix16(y1, halves, x1); a1 += b1; b1 = mix1(b1, 16, a1);
      x2 = i32x4.add(x2, y2); y2 = mix16(y2, halves, x2); a2 += b2; b2 = mix1(b2, 16, a2);
      x3 = i32x4.add(x3, y3); y3 = mix16(y3, halves, x3); a3 += b3; b3 = mix1(b3, 16, a3);
      x4 = i32x4.add(x4, y4); y4 = mix16(y4, halves, x4);
      x5 = i32x4.add(x5, y5); y5 = mix16(y5, halves, x5);
      x0 = i32x4.add(x0, y0); y0 = mix24(y0, bytes, x0); a0 += b0; b0 = mix1(b0, 24, a0);
      x1 = i32x4.add(x1, y1); y1 = mix24(y1, bytes, x1); a1 += b1; b1 = mix1(b1, 24, a1);
      x2 = i32x4.add(x2, y2); y2 = mix24(y2, bytes, x2); a2 += b2; b2 = mix1(b2, 24, a2);
      x3 = i32x4.add(x3, y3); y3 = mix24(y3, bytes, x3); a3 += b3; b3 = mix1(b3, 24, a3);
      x4 = i32x4.add(x4, y4); y4 = mix24(y4, bytes, x4);
      x5 = i32x4.add(x5, y5); y5 = mix24(y5, bytes, x5);
      if (i < -8) break;
      k = k2 + 4; u = i32x4.splat(k1); v = i32x4.splat(k);
      x0 = i32x4.add(x0, u); x1 = i32x4.add(x1, u); x2 = i32x4.add(x2, u); x3 = i32x4.add(x3, u); x4 = i32x4.add(x4, u); x5 = i32x4.add(x5, u);
      y0 = i32x4.add(y0, v); y1 = i32x4.add(y1, v); y2 = i32x4.add(y2, v); y3 = i32x4.add(y3, v); y4 = i32x4.add(y4, v); y5 = i32x4.add(y5, v);
      a0 += k1; b0 += k; a1 += k1; b1 += k; a2 += k1; b2 += k; a3 += k1; b3 += k;
      x0 = i32x4.add(x0, y0); y0 = mix(y0, 13, x0); a0 += b0; b0 = mix1(b0, 13, a0);
      x1 = i32x4.add(x1, y1); y1 = mix(y1, 13, x1); a1 += b1; b1 = mix1(b1, 13, a1);
      x2 = i32x4.add(x2, y2); y2 = mix(y2, 13, x2); a2 += b2; b2 = mix1(b2, 13, a2);
      x3 = i32x4.add(x3, y3); y3 = mix(y3, 13, x3); a3 += b3; b3 = mix1(b3, 13, a3);
      x4 = i32x4.add(x4, y4); y4 = mix(y4, 13, x4);
      x5 = i32x4.add(x5, y5); y5 = mix(y5, 13, x5);
      x0 = i32x4.add(x0, y0); y0 = mix(y0, 15, x0); a0 += b0; b0 = mix1(b0, 15, a0);
      x1 = i32x4.add(x1, y1); y1 = mix(y1, 15, x1); a1 += b1; b1 = mix1(b1, 15, a1);
      x2 = i32x4.add(x2, y2); y2 = mix(y2, 15, x2); a2 += b2; b2 = mix1(b2, 15, a2);
      x3 = i32x4.add(x3, y3); y3 = mix(y3, 15, x3); a3 += b3; b3 = mix1(b3, 15, a3);
      x4 = i32x4.add(x4, y4); y4 = mix(y4, 15, x4);
      x5 = i32x4.add(x5, y5); y5 = mix(y5, 15, x5);
      if (i < -9) break;
      x0 = i32x4.add(x0, y0); y0 = mix(y0, 26, x0); a0 += b0; b0 = mix1(b0, 26, a0);
      x1 = i32x4.add(x1, y1); y1 = mix(y1, 26, x1); a1 += b1; b1 = mix1(b1, 26, a1);
      x2 = i32x4.add(x2, y2); y2 = mix(y2, 26, x2); a2 += b2; b2 = mix1(b2, 26, a2);
      x3 = i32x4.add(x3, y3); y3 = mix(y3, 26, x3); a3 += b3; b3 = mix1(b3, 26, a3);
      x4 = i32x4.add(x4, y4); y4 = mix(y4, 26, x4);
      x5 = i32x4.add(x5, y5); y5 = mix(y5, 26, x5);
      x0 = i32x4.add(x0, y0); y0 = mix(y0, 6, x0); a0 += b0; b0 = mix1(b0, 6, a0);
      x1 = i32x4.add(x1, y1); y1 = mix(y1, 6, x1); a1 += b1; b1 = mix1(b1, 6, a1);
      x2 = i32x4.add(x2, y2); y2 = mix(y2, 6, x2); a2 += b2; b2 = mix1(b2, 6, a2);
      x3 = i32x4.add(x3, y3); y3 = mix(y3, 6, x3); a3 += b3; b3 = mix1(b3, 6, a3);
      x4 = i32x4.add(x4, y4); y4 = mix(y4, 6, x4);
      x5 = i32x4.add(x5, y5); y5 = mix(y5, 6, x5);
      k = k0 + 5; u = i32x4.splat(k2); v = i32x4.splat(k);
      x0 = i32x4.add(x0, u); x1 = i32x4.add(x1, u); x2 = i32x4.add(x2, u); x3 = i32x4.add(x3, u); x4 = i32x4.add(x4, u); x5 = i32x4.add(x5, u);
      y0 = i32x4.add(y0, v); y1 = i32x4.add(y1, v); y2 = i32x4.add(y2, v); y3 = i32x4.add(y3, v); y4 = i32x4.add(y4, v); y5 = i32x4.add(y5, v);
      a0 += k2; b0 += k; a1 += k2; b1 += k; a2 += k2; b2 += k; a3 += k2; b3 += k;
    } while (false);
    if (limit == NONE) {
      v128.store(out, unit(x0, y0, one));
      v128.store(out, unit(x1, y1, one), 16);
      v128.store(out, unit(x2, y2, one), 32);
      v128.store(out, unit(x3, y3, one), 48);
      v128.store(out, unit(x4, y4, one), 64);
      v128.store(out, unit(x5, y5, one), 80);
      store<f32>(out, unit1(a0, b0), 96);
      store<f32>(out, unit1(a1, b1), 100);
      store<f32>(out, unit1(a2, b2), 104);
      store<f32>(out, unit1(a3, b3), 108);
    } else {
      // Words of −1 and 0 stay such when they are narrowed.
      x0 = i16x8.narrow_i32x4_s(coin(x0, y0, limits), coin(x1, y1, limits));
      x2 = i16x8.narrow_i32x4_s(coin(x2, y2, limits), coin(x3, y3, limits));
      x4 = i16x8.narrow_i32x4_s(coin(x4, y4, limits), coin(x5, y5, limits));
      v128.store(out, i8x16.neg(i8x16.narrow_i16x8_s(x0, x2)));
      v128.store64_lane(out, i8x16.neg(i8x16.narrow_i16x8_s(x4, x4)), 0, 16);
      store<u8>(out, coin1(a0, b0, limit), 24);
      store<u8>(out, coin1(a1, b1, limit), 25);
      store<u8>(out, coin1(a2, b2, limit), 26);
      store<u8>(out, coin1(a3, b3, limit), 27);
    }
  }
}
