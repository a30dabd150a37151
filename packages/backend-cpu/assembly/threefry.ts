/** Threefry-2x32 with 20 rounds, twenty-four counters at a time in six vectors, so that their latencies overlap. */

/** Numbers drawn at once. */
const BLOCK: i32 = 24;

@inline
function rotate(x: v128, n: i32): v128 {
  return v128.or(i32x4.shl(x, n), i32x4.shr_u(x, 32 - n));
}

/** Where the lanes of a swizzle are taken on trust, it is one instruction; a shuffle by halves of words is two. */
@inline
function rotate16(x: v128, halves: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return i8x16.relaxed_swizzle(x, halves);
  return v128.shuffle<i8>(x, x, 2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13);
}

/** A shuffle would load its mask each time, which is slower than shifts. */
@inline
function rotate24(x: v128, bytes: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return i8x16.relaxed_swizzle(x, bytes);
  return rotate(x, 24);
}

/** The top 23 bits as the fraction of a number in [1, 2), less 1: exact. */
@inline
function unit(x: v128, y: v128, one: v128): v128 {
  return f32x4.sub(v128.or(i32x4.shr_u(v128.xor(x, y), 9), one), one);
}

/**
 * Writes `n` numbers in [0, 1): (bits >>> 9)·2⁻²³ at the counters `offset·row + from`, one more, … The words of the key lie
 * at the address `key`, the offset in rows at the address `offset`.
 */
export function uniform(key: usize, offset: usize, row: i32, from: i32, to: usize, n: i32): void {
  const k0 = load<i32>(key);
  const k1 = load<i32>(key, 4);
  const counter = load<u32>(offset) * <u64>(<u32>row) + <u64>(<u32>from);
  if (n < BLOCK) few(k0, k1, counter, to, n);
  else many(k0, k1, counter, to, n);
}

/** One at a time. */
function few(k0: i32, k1: i32, counter: u64, to: usize, n: i32): void {
  const k2 = k0 ^ k1 ^ 0x1bd11bda;
  for (; n > 0; n--, counter++, to += 4) {
    let x = <i32>(counter >> 32) + k0;
    let y = <i32>counter + k1;
    for (let injection = 1; injection <= 5; injection++) {
      // Each byte a rotation; even and odd groups of four rounds take turns.
      for (let rotations = injection & 1 ? 0x061a0f0d : 0x18101d11; rotations != 0; rotations >>= 8) {
        x += y;
        y = rotl<i32>(y, rotations & 0xff) ^ x;
      }
      x += injection % 3 == 0 ? k0 : injection % 3 == 1 ? k1 : k2;
      y += (injection % 3 == 0 ? k1 : injection % 3 == 1 ? k2 : k0) + injection;
    }
    store<f32>(to, reinterpret<f32>(((x ^ y) >>> 9) | 0x3f800000) - 1);
  }
}

/**
 * Twenty rounds, written out: in a loop the choice of rotations would cost as much as the rounds.
 *
 * Two things here serve compilers alone. The ways out between rounds are never taken (i is not below 0): they keep the six
 * vectors abreast, where an optimiser would move one vector's twenty rounds behind another's, and Node 24 runs them as they
 * stand, at two thirds of the speed. And what is built on `nil`, which is 0, is kept in a register or on the stack, where a
 * constant would be made anew at each use.
 */
function many(k0: i32, k1: i32, counter: u64, to: usize, n: i32): void {
  const k2 = k0 ^ k1 ^ 0x1bd11bda;
  const nil = <i32>(counter >> 63);
  const zero = i32x4.splat(nil);
  const four = i32x4.splat(nil + 4);
  const one = i32x4.splat(nil + 0x3f800000);
  const first = v128.or(zero, i32x4(0, 1, 2, 3));
  const halves = v128.or(zero, i8x16(2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13));
  const bytes = v128.or(zero, i8x16(1, 2, 3, 0, 5, 6, 7, 4, 9, 10, 11, 8, 13, 14, 15, 12));
  let u: v128;
  let v: v128;
  for (let i = 0; i < n; i += BLOCK) {
    // The last block ends where the numbers end, and draws some a second time: the same bits.
    const at = min(i, n - BLOCK);
    const next = counter + at;
    const out = to + (<usize>at << 2);
    // A low word that wraps round within the block carries into the high one.
    if (<u32>next > <u32>-BLOCK) {
      few(k0, k1, next, out, BLOCK);
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
    do {
      x0 = i32x4.add(x0, y0); x1 = i32x4.add(x1, y1); x2 = i32x4.add(x2, y2); x3 = i32x4.add(x3, y3); x4 = i32x4.add(x4, y4); x5 = i32x4.add(x5, y5);
      y0 = v128.xor(rotate(y0, 13), x0); y1 = v128.xor(rotate(y1, 13), x1); y2 = v128.xor(rotate(y2, 13), x2);
      y3 = v128.xor(rotate(y3, 13), x3); y4 = v128.xor(rotate(y4, 13), x4); y5 = v128.xor(rotate(y5, 13), x5);
      x0 = i32x4.add(x0, y0); x1 = i32x4.add(x1, y1); x2 = i32x4.add(x2, y2); x3 = i32x4.add(x3, y3); x4 = i32x4.add(x4, y4); x5 = i32x4.add(x5, y5);
      y0 = v128.xor(rotate(y0, 15), x0); y1 = v128.xor(rotate(y1, 15), x1); y2 = v128.xor(rotate(y2, 15), x2);
      y3 = v128.xor(rotate(y3, 15), x3); y4 = v128.xor(rotate(y4, 15), x4); y5 = v128.xor(rotate(y5, 15), x5);
      if (i < -1) break;
      x0 = i32x4.add(x0, y0); x1 = i32x4.add(x1, y1); x2 = i32x4.add(x2, y2); x3 = i32x4.add(x3, y3); x4 = i32x4.add(x4, y4); x5 = i32x4.add(x5, y5);
      y0 = v128.xor(rotate(y0, 26), x0); y1 = v128.xor(rotate(y1, 26), x1); y2 = v128.xor(rotate(y2, 26), x2);
      y3 = v128.xor(rotate(y3, 26), x3); y4 = v128.xor(rotate(y4, 26), x4); y5 = v128.xor(rotate(y5, 26), x5);
      x0 = i32x4.add(x0, y0); x1 = i32x4.add(x1, y1); x2 = i32x4.add(x2, y2); x3 = i32x4.add(x3, y3); x4 = i32x4.add(x4, y4); x5 = i32x4.add(x5, y5);
      y0 = v128.xor(rotate(y0, 6), x0); y1 = v128.xor(rotate(y1, 6), x1); y2 = v128.xor(rotate(y2, 6), x2);
      y3 = v128.xor(rotate(y3, 6), x3); y4 = v128.xor(rotate(y4, 6), x4); y5 = v128.xor(rotate(y5, 6), x5);
      u = i32x4.splat(k1); v = i32x4.splat(k2 + 1);
      x0 = i32x4.add(x0, u); x1 = i32x4.add(x1, u); x2 = i32x4.add(x2, u); x3 = i32x4.add(x3, u); x4 = i32x4.add(x4, u); x5 = i32x4.add(x5, u);
      y0 = i32x4.add(y0, v); y1 = i32x4.add(y1, v); y2 = i32x4.add(y2, v); y3 = i32x4.add(y3, v); y4 = i32x4.add(y4, v); y5 = i32x4.add(y5, v);
      if (i < -2) break;
      x0 = i32x4.add(x0, y0); x1 = i32x4.add(x1, y1); x2 = i32x4.add(x2, y2); x3 = i32x4.add(x3, y3); x4 = i32x4.add(x4, y4); x5 = i32x4.add(x5, y5);
      y0 = v128.xor(rotate(y0, 17), x0); y1 = v128.xor(rotate(y1, 17), x1); y2 = v128.xor(rotate(y2, 17), x2);
      y3 = v128.xor(rotate(y3, 17), x3); y4 = v128.xor(rotate(y4, 17), x4); y5 = v128.xor(rotate(y5, 17), x5);
      x0 = i32x4.add(x0, y0); x1 = i32x4.add(x1, y1); x2 = i32x4.add(x2, y2); x3 = i32x4.add(x3, y3); x4 = i32x4.add(x4, y4); x5 = i32x4.add(x5, y5);
      y0 = v128.xor(rotate(y0, 29), x0); y1 = v128.xor(rotate(y1, 29), x1); y2 = v128.xor(rotate(y2, 29), x2);
      y3 = v128.xor(rotate(y3, 29), x3); y4 = v128.xor(rotate(y4, 29), x4); y5 = v128.xor(rotate(y5, 29), x5);
      if (i < -3) break;
      x0 = i32x4.add(x0, y0); x1 = i32x4.add(x1, y1); x2 = i32x4.add(x2, y2); x3 = i32x4.add(x3, y3); x4 = i32x4.add(x4, y4); x5 = i32x4.add(x5, y5);
      y0 = v128.xor(rotate16(y0, halves), x0); y1 = v128.xor(rotate16(y1, halves), x1); y2 = v128.xor(rotate16(y2, halves), x2);
      y3 = v128.xor(rotate16(y3, halves), x3); y4 = v128.xor(rotate16(y4, halves), x4); y5 = v128.xor(rotate16(y5, halves), x5);
      x0 = i32x4.add(x0, y0); x1 = i32x4.add(x1, y1); x2 = i32x4.add(x2, y2); x3 = i32x4.add(x3, y3); x4 = i32x4.add(x4, y4); x5 = i32x4.add(x5, y5);
      y0 = v128.xor(rotate24(y0, bytes), x0); y1 = v128.xor(rotate24(y1, bytes), x1); y2 = v128.xor(rotate24(y2, bytes), x2);
      y3 = v128.xor(rotate24(y3, bytes), x3); y4 = v128.xor(rotate24(y4, bytes), x4); y5 = v128.xor(rotate24(y5, bytes), x5);
      u = i32x4.splat(k2); v = i32x4.splat(k0 + 2);
      x0 = i32x4.add(x0, u); x1 = i32x4.add(x1, u); x2 = i32x4.add(x2, u); x3 = i32x4.add(x3, u); x4 = i32x4.add(x4, u); x5 = i32x4.add(x5, u);
      y0 = i32x4.add(y0, v); y1 = i32x4.add(y1, v); y2 = i32x4.add(y2, v); y3 = i32x4.add(y3, v); y4 = i32x4.add(y4, v); y5 = i32x4.add(y5, v);
      if (i < -4) break;
      x0 = i32x4.add(x0, y0); x1 = i32x4.add(x1, y1); x2 = i32x4.add(x2, y2); x3 = i32x4.add(x3, y3); x4 = i32x4.add(x4, y4); x5 = i32x4.add(x5, y5);
      y0 = v128.xor(rotate(y0, 13), x0); y1 = v128.xor(rotate(y1, 13), x1); y2 = v128.xor(rotate(y2, 13), x2);
      y3 = v128.xor(rotate(y3, 13), x3); y4 = v128.xor(rotate(y4, 13), x4); y5 = v128.xor(rotate(y5, 13), x5);
      x0 = i32x4.add(x0, y0); x1 = i32x4.add(x1, y1); x2 = i32x4.add(x2, y2); x3 = i32x4.add(x3, y3); x4 = i32x4.add(x4, y4); x5 = i32x4.add(x5, y5);
      y0 = v128.xor(rotate(y0, 15), x0); y1 = v128.xor(rotate(y1, 15), x1); y2 = v128.xor(rotate(y2, 15), x2);
      y3 = v128.xor(rotate(y3, 15), x3); y4 = v128.xor(rotate(y4, 15), x4); y5 = v128.xor(rotate(y5, 15), x5);
      if (i < -5) break;
      x0 = i32x4.add(x0, y0); x1 = i32x4.add(x1, y1); x2 = i32x4.add(x2, y2); x3 = i32x4.add(x3, y3); x4 = i32x4.add(x4, y4); x5 = i32x4.add(x5, y5);
      y0 = v128.xor(rotate(y0, 26), x0); y1 = v128.xor(rotate(y1, 26), x1); y2 = v128.xor(rotate(y2, 26), x2);
      y3 = v128.xor(rotate(y3, 26), x3); y4 = v128.xor(rotate(y4, 26), x4); y5 = v128.xor(rotate(y5, 26), x5);
      x0 = i32x4.add(x0, y0); x1 = i32x4.add(x1, y1); x2 = i32x4.add(x2, y2); x3 = i32x4.add(x3, y3); x4 = i32x4.add(x4, y4); x5 = i32x4.add(x5, y5);
      y0 = v128.xor(rotate(y0, 6), x0); y1 = v128.xor(rotate(y1, 6), x1); y2 = v128.xor(rotate(y2, 6), x2);
      y3 = v128.xor(rotate(y3, 6), x3); y4 = v128.xor(rotate(y4, 6), x4); y5 = v128.xor(rotate(y5, 6), x5);
      u = i32x4.splat(k0); v = i32x4.splat(k1 + 3);
      x0 = i32x4.add(x0, u); x1 = i32x4.add(x1, u); x2 = i32x4.add(x2, u); x3 = i32x4.add(x3, u); x4 = i32x4.add(x4, u); x5 = i32x4.add(x5, u);
      y0 = i32x4.add(y0, v); y1 = i32x4.add(y1, v); y2 = i32x4.add(y2, v); y3 = i32x4.add(y3, v); y4 = i32x4.add(y4, v); y5 = i32x4.add(y5, v);
      if (i < -6) break;
      x0 = i32x4.add(x0, y0); x1 = i32x4.add(x1, y1); x2 = i32x4.add(x2, y2); x3 = i32x4.add(x3, y3); x4 = i32x4.add(x4, y4); x5 = i32x4.add(x5, y5);
      y0 = v128.xor(rotate(y0, 17), x0); y1 = v128.xor(rotate(y1, 17), x1); y2 = v128.xor(rotate(y2, 17), x2);
      y3 = v128.xor(rotate(y3, 17), x3); y4 = v128.xor(rotate(y4, 17), x4); y5 = v128.xor(rotate(y5, 17), x5);
      x0 = i32x4.add(x0, y0); x1 = i32x4.add(x1, y1); x2 = i32x4.add(x2, y2); x3 = i32x4.add(x3, y3); x4 = i32x4.add(x4, y4); x5 = i32x4.add(x5, y5);
      y0 = v128.xor(rotate(y0, 29), x0); y1 = v128.xor(rotate(y1, 29), x1); y2 = v128.xor(rotate(y2, 29), x2);
      y3 = v128.xor(rotate(y3, 29), x3); y4 = v128.xor(rotate(y4, 29), x4); y5 = v128.xor(rotate(y5, 29), x5);
      if (i < -7) break;
      x0 = i32x4.add(x0, y0); x1 = i32x4.add(x1, y1); x2 = i32x4.add(x2, y2); x3 = i32x4.add(x3, y3); x4 = i32x4.add(x4, y4); x5 = i32x4.add(x5, y5);
      y0 = v128.xor(rotate16(y0, halves), x0); y1 = v128.xor(rotate16(y1, halves), x1); y2 = v128.xor(rotate16(y2, halves), x2);
      y3 = v128.xor(rotate16(y3, halves), x3); y4 = v128.xor(rotate16(y4, halves), x4); y5 = v128.xor(rotate16(y5, halves), x5);
      x0 = i32x4.add(x0, y0); x1 = i32x4.add(x1, y1); x2 = i32x4.add(x2, y2); x3 = i32x4.add(x3, y3); x4 = i32x4.add(x4, y4); x5 = i32x4.add(x5, y5);
      y0 = v128.xor(rotate24(y0, bytes), x0); y1 = v128.xor(rotate24(y1, bytes), x1); y2 = v128.xor(rotate24(y2, bytes), x2);
      y3 = v128.xor(rotate24(y3, bytes), x3); y4 = v128.xor(rotate24(y4, bytes), x4); y5 = v128.xor(rotate24(y5, bytes), x5);
      u = i32x4.splat(k1); v = i32x4.splat(k2 + 4);
      x0 = i32x4.add(x0, u); x1 = i32x4.add(x1, u); x2 = i32x4.add(x2, u); x3 = i32x4.add(x3, u); x4 = i32x4.add(x4, u); x5 = i32x4.add(x5, u);
      y0 = i32x4.add(y0, v); y1 = i32x4.add(y1, v); y2 = i32x4.add(y2, v); y3 = i32x4.add(y3, v); y4 = i32x4.add(y4, v); y5 = i32x4.add(y5, v);
      if (i < -8) break;
      x0 = i32x4.add(x0, y0); x1 = i32x4.add(x1, y1); x2 = i32x4.add(x2, y2); x3 = i32x4.add(x3, y3); x4 = i32x4.add(x4, y4); x5 = i32x4.add(x5, y5);
      y0 = v128.xor(rotate(y0, 13), x0); y1 = v128.xor(rotate(y1, 13), x1); y2 = v128.xor(rotate(y2, 13), x2);
      y3 = v128.xor(rotate(y3, 13), x3); y4 = v128.xor(rotate(y4, 13), x4); y5 = v128.xor(rotate(y5, 13), x5);
      x0 = i32x4.add(x0, y0); x1 = i32x4.add(x1, y1); x2 = i32x4.add(x2, y2); x3 = i32x4.add(x3, y3); x4 = i32x4.add(x4, y4); x5 = i32x4.add(x5, y5);
      y0 = v128.xor(rotate(y0, 15), x0); y1 = v128.xor(rotate(y1, 15), x1); y2 = v128.xor(rotate(y2, 15), x2);
      y3 = v128.xor(rotate(y3, 15), x3); y4 = v128.xor(rotate(y4, 15), x4); y5 = v128.xor(rotate(y5, 15), x5);
      if (i < -9) break;
      x0 = i32x4.add(x0, y0); x1 = i32x4.add(x1, y1); x2 = i32x4.add(x2, y2); x3 = i32x4.add(x3, y3); x4 = i32x4.add(x4, y4); x5 = i32x4.add(x5, y5);
      y0 = v128.xor(rotate(y0, 26), x0); y1 = v128.xor(rotate(y1, 26), x1); y2 = v128.xor(rotate(y2, 26), x2);
      y3 = v128.xor(rotate(y3, 26), x3); y4 = v128.xor(rotate(y4, 26), x4); y5 = v128.xor(rotate(y5, 26), x5);
      x0 = i32x4.add(x0, y0); x1 = i32x4.add(x1, y1); x2 = i32x4.add(x2, y2); x3 = i32x4.add(x3, y3); x4 = i32x4.add(x4, y4); x5 = i32x4.add(x5, y5);
      y0 = v128.xor(rotate(y0, 6), x0); y1 = v128.xor(rotate(y1, 6), x1); y2 = v128.xor(rotate(y2, 6), x2);
      y3 = v128.xor(rotate(y3, 6), x3); y4 = v128.xor(rotate(y4, 6), x4); y5 = v128.xor(rotate(y5, 6), x5);
      u = i32x4.splat(k2); v = i32x4.splat(k0 + 5);
      x0 = i32x4.add(x0, u); x1 = i32x4.add(x1, u); x2 = i32x4.add(x2, u); x3 = i32x4.add(x3, u); x4 = i32x4.add(x4, u); x5 = i32x4.add(x5, u);
      y0 = i32x4.add(y0, v); y1 = i32x4.add(y1, v); y2 = i32x4.add(y2, v); y3 = i32x4.add(y3, v); y4 = i32x4.add(y4, v); y5 = i32x4.add(y5, v);
    } while (false);
    v128.store(out, unit(x0, y0, one));
    v128.store(out, unit(x1, y1, one), 16);
    v128.store(out, unit(x2, y2, one), 32);
    v128.store(out, unit(x3, y3, one), 48);
    v128.store(out, unit(x4, y4, one), 64);
    v128.store(out, unit(x5, y5, one), 80);
  }
}
