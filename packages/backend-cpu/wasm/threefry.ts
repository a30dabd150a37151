/** Threefry-2x32 with 20 rounds, sixteen counters at a time in four vectors, so that their latencies overlap. */

@inline
function rotate(x: v128, n: i32): v128 {
  return v128.or(i32x4.shl(x, n), i32x4.shr_u(x, 32 - n));
}

/** Rotations by 16 and 24 move whole bytes: one shuffle. */
@inline
function rotate16(x: v128): v128 {
  return v128.shuffle<i8>(x, x, 2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13);
}

@inline
function rotate24(x: v128): v128 {
  return v128.shuffle<i8>(x, x, 1, 2, 3, 0, 5, 6, 7, 4, 9, 10, 11, 8, 13, 14, 15, 12);
}

/**
 * Writes `n` numbers in [0, 1): (bits >>> 9)·2⁻²³ at the counters `offset·row + from`, one more, … The words of the key lie
 * at the address `key`, the offset in rows at the address `offset`.
 */
export function uniform(key: usize, offset: usize, row: i32, from: i32, to: usize, n: i32): void {
  const k0 = load<i32>(key);
  const k1 = load<i32>(key, 4);
  const counter = load<u32>(offset) * <u64>(<u32>row) + <u64>(<u32>from);
  if (n < 16) return few(k0, k1, counter, to, n);
  let i = 0;
  for (; i <= n - 16; i += 16) sixteen(k0, k1, counter + i, to + (<usize>i << 2));
  // The last sixteen once more where they end: the same bits.
  if (i < n) sixteen(k0, k1, counter + (n - 16), to + (<usize>(n - 16) << 2));
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

function sixteen(k0: i32, k1: i32, counter: u64, to: usize): void {
  const low = i32x4.splat(<u32>counter);
  const high = i32x4.splat(<u32>(counter >> 32));
  const k2 = k0 ^ k1 ^ 0x1bd11bda;
  let a = i32x4.splat(k0);
  let b = i32x4.splat(k1);
  // A lane whose low word wrapped round carries into the high word: subtracting the mask adds 1.
  let y0 = i32x4.add(low, i32x4(0, 1, 2, 3));
  let x0 = i32x4.add(i32x4.sub(high, i32x4.lt_u(y0, low)), a);
  y0 = i32x4.add(y0, b);
  let y1 = i32x4.add(low, i32x4(4, 5, 6, 7));
  let x1 = i32x4.add(i32x4.sub(high, i32x4.lt_u(y1, low)), a);
  y1 = i32x4.add(y1, b);
  let y2 = i32x4.add(low, i32x4(8, 9, 10, 11));
  let x2 = i32x4.add(i32x4.sub(high, i32x4.lt_u(y2, low)), a);
  y2 = i32x4.add(y2, b);
  let y3 = i32x4.add(low, i32x4(12, 13, 14, 15));
  let x3 = i32x4.add(i32x4.sub(high, i32x4.lt_u(y3, low)), a);
  y3 = i32x4.add(y3, b);
  // Twenty rounds, written out: in a loop the choice of rotations would cost as much as the rounds.
  x0 = i32x4.add(x0, y0); x1 = i32x4.add(x1, y1); x2 = i32x4.add(x2, y2); x3 = i32x4.add(x3, y3);
  y0 = v128.xor(rotate(y0, 13), x0); y1 = v128.xor(rotate(y1, 13), x1); y2 = v128.xor(rotate(y2, 13), x2); y3 = v128.xor(rotate(y3, 13), x3);
  x0 = i32x4.add(x0, y0); x1 = i32x4.add(x1, y1); x2 = i32x4.add(x2, y2); x3 = i32x4.add(x3, y3);
  y0 = v128.xor(rotate(y0, 15), x0); y1 = v128.xor(rotate(y1, 15), x1); y2 = v128.xor(rotate(y2, 15), x2); y3 = v128.xor(rotate(y3, 15), x3);
  x0 = i32x4.add(x0, y0); x1 = i32x4.add(x1, y1); x2 = i32x4.add(x2, y2); x3 = i32x4.add(x3, y3);
  y0 = v128.xor(rotate(y0, 26), x0); y1 = v128.xor(rotate(y1, 26), x1); y2 = v128.xor(rotate(y2, 26), x2); y3 = v128.xor(rotate(y3, 26), x3);
  x0 = i32x4.add(x0, y0); x1 = i32x4.add(x1, y1); x2 = i32x4.add(x2, y2); x3 = i32x4.add(x3, y3);
  y0 = v128.xor(rotate(y0, 6), x0); y1 = v128.xor(rotate(y1, 6), x1); y2 = v128.xor(rotate(y2, 6), x2); y3 = v128.xor(rotate(y3, 6), x3);
  a = i32x4.splat(k1); b = i32x4.splat(k2 + 1);
  x0 = i32x4.add(x0, a); x1 = i32x4.add(x1, a); x2 = i32x4.add(x2, a); x3 = i32x4.add(x3, a);
  y0 = i32x4.add(y0, b); y1 = i32x4.add(y1, b); y2 = i32x4.add(y2, b); y3 = i32x4.add(y3, b);
  x0 = i32x4.add(x0, y0); x1 = i32x4.add(x1, y1); x2 = i32x4.add(x2, y2); x3 = i32x4.add(x3, y3);
  y0 = v128.xor(rotate(y0, 17), x0); y1 = v128.xor(rotate(y1, 17), x1); y2 = v128.xor(rotate(y2, 17), x2); y3 = v128.xor(rotate(y3, 17), x3);
  x0 = i32x4.add(x0, y0); x1 = i32x4.add(x1, y1); x2 = i32x4.add(x2, y2); x3 = i32x4.add(x3, y3);
  y0 = v128.xor(rotate(y0, 29), x0); y1 = v128.xor(rotate(y1, 29), x1); y2 = v128.xor(rotate(y2, 29), x2); y3 = v128.xor(rotate(y3, 29), x3);
  x0 = i32x4.add(x0, y0); x1 = i32x4.add(x1, y1); x2 = i32x4.add(x2, y2); x3 = i32x4.add(x3, y3);
  y0 = v128.xor(rotate16(y0), x0); y1 = v128.xor(rotate16(y1), x1); y2 = v128.xor(rotate16(y2), x2); y3 = v128.xor(rotate16(y3), x3);
  x0 = i32x4.add(x0, y0); x1 = i32x4.add(x1, y1); x2 = i32x4.add(x2, y2); x3 = i32x4.add(x3, y3);
  y0 = v128.xor(rotate24(y0), x0); y1 = v128.xor(rotate24(y1), x1); y2 = v128.xor(rotate24(y2), x2); y3 = v128.xor(rotate24(y3), x3);
  a = i32x4.splat(k2); b = i32x4.splat(k0 + 2);
  x0 = i32x4.add(x0, a); x1 = i32x4.add(x1, a); x2 = i32x4.add(x2, a); x3 = i32x4.add(x3, a);
  y0 = i32x4.add(y0, b); y1 = i32x4.add(y1, b); y2 = i32x4.add(y2, b); y3 = i32x4.add(y3, b);
  x0 = i32x4.add(x0, y0); x1 = i32x4.add(x1, y1); x2 = i32x4.add(x2, y2); x3 = i32x4.add(x3, y3);
  y0 = v128.xor(rotate(y0, 13), x0); y1 = v128.xor(rotate(y1, 13), x1); y2 = v128.xor(rotate(y2, 13), x2); y3 = v128.xor(rotate(y3, 13), x3);
  x0 = i32x4.add(x0, y0); x1 = i32x4.add(x1, y1); x2 = i32x4.add(x2, y2); x3 = i32x4.add(x3, y3);
  y0 = v128.xor(rotate(y0, 15), x0); y1 = v128.xor(rotate(y1, 15), x1); y2 = v128.xor(rotate(y2, 15), x2); y3 = v128.xor(rotate(y3, 15), x3);
  x0 = i32x4.add(x0, y0); x1 = i32x4.add(x1, y1); x2 = i32x4.add(x2, y2); x3 = i32x4.add(x3, y3);
  y0 = v128.xor(rotate(y0, 26), x0); y1 = v128.xor(rotate(y1, 26), x1); y2 = v128.xor(rotate(y2, 26), x2); y3 = v128.xor(rotate(y3, 26), x3);
  x0 = i32x4.add(x0, y0); x1 = i32x4.add(x1, y1); x2 = i32x4.add(x2, y2); x3 = i32x4.add(x3, y3);
  y0 = v128.xor(rotate(y0, 6), x0); y1 = v128.xor(rotate(y1, 6), x1); y2 = v128.xor(rotate(y2, 6), x2); y3 = v128.xor(rotate(y3, 6), x3);
  a = i32x4.splat(k0); b = i32x4.splat(k1 + 3);
  x0 = i32x4.add(x0, a); x1 = i32x4.add(x1, a); x2 = i32x4.add(x2, a); x3 = i32x4.add(x3, a);
  y0 = i32x4.add(y0, b); y1 = i32x4.add(y1, b); y2 = i32x4.add(y2, b); y3 = i32x4.add(y3, b);
  x0 = i32x4.add(x0, y0); x1 = i32x4.add(x1, y1); x2 = i32x4.add(x2, y2); x3 = i32x4.add(x3, y3);
  y0 = v128.xor(rotate(y0, 17), x0); y1 = v128.xor(rotate(y1, 17), x1); y2 = v128.xor(rotate(y2, 17), x2); y3 = v128.xor(rotate(y3, 17), x3);
  x0 = i32x4.add(x0, y0); x1 = i32x4.add(x1, y1); x2 = i32x4.add(x2, y2); x3 = i32x4.add(x3, y3);
  y0 = v128.xor(rotate(y0, 29), x0); y1 = v128.xor(rotate(y1, 29), x1); y2 = v128.xor(rotate(y2, 29), x2); y3 = v128.xor(rotate(y3, 29), x3);
  x0 = i32x4.add(x0, y0); x1 = i32x4.add(x1, y1); x2 = i32x4.add(x2, y2); x3 = i32x4.add(x3, y3);
  y0 = v128.xor(rotate16(y0), x0); y1 = v128.xor(rotate16(y1), x1); y2 = v128.xor(rotate16(y2), x2); y3 = v128.xor(rotate16(y3), x3);
  x0 = i32x4.add(x0, y0); x1 = i32x4.add(x1, y1); x2 = i32x4.add(x2, y2); x3 = i32x4.add(x3, y3);
  y0 = v128.xor(rotate24(y0), x0); y1 = v128.xor(rotate24(y1), x1); y2 = v128.xor(rotate24(y2), x2); y3 = v128.xor(rotate24(y3), x3);
  a = i32x4.splat(k1); b = i32x4.splat(k2 + 4);
  x0 = i32x4.add(x0, a); x1 = i32x4.add(x1, a); x2 = i32x4.add(x2, a); x3 = i32x4.add(x3, a);
  y0 = i32x4.add(y0, b); y1 = i32x4.add(y1, b); y2 = i32x4.add(y2, b); y3 = i32x4.add(y3, b);
  x0 = i32x4.add(x0, y0); x1 = i32x4.add(x1, y1); x2 = i32x4.add(x2, y2); x3 = i32x4.add(x3, y3);
  y0 = v128.xor(rotate(y0, 13), x0); y1 = v128.xor(rotate(y1, 13), x1); y2 = v128.xor(rotate(y2, 13), x2); y3 = v128.xor(rotate(y3, 13), x3);
  x0 = i32x4.add(x0, y0); x1 = i32x4.add(x1, y1); x2 = i32x4.add(x2, y2); x3 = i32x4.add(x3, y3);
  y0 = v128.xor(rotate(y0, 15), x0); y1 = v128.xor(rotate(y1, 15), x1); y2 = v128.xor(rotate(y2, 15), x2); y3 = v128.xor(rotate(y3, 15), x3);
  x0 = i32x4.add(x0, y0); x1 = i32x4.add(x1, y1); x2 = i32x4.add(x2, y2); x3 = i32x4.add(x3, y3);
  y0 = v128.xor(rotate(y0, 26), x0); y1 = v128.xor(rotate(y1, 26), x1); y2 = v128.xor(rotate(y2, 26), x2); y3 = v128.xor(rotate(y3, 26), x3);
  x0 = i32x4.add(x0, y0); x1 = i32x4.add(x1, y1); x2 = i32x4.add(x2, y2); x3 = i32x4.add(x3, y3);
  y0 = v128.xor(rotate(y0, 6), x0); y1 = v128.xor(rotate(y1, 6), x1); y2 = v128.xor(rotate(y2, 6), x2); y3 = v128.xor(rotate(y3, 6), x3);
  a = i32x4.splat(k2); b = i32x4.splat(k0 + 5);
  x0 = i32x4.add(x0, a); x1 = i32x4.add(x1, a); x2 = i32x4.add(x2, a); x3 = i32x4.add(x3, a);
  y0 = i32x4.add(y0, b); y1 = i32x4.add(y1, b); y2 = i32x4.add(y2, b); y3 = i32x4.add(y3, b);
  unit(to, v128.xor(x0, y0));
  unit(to + 16, v128.xor(x1, y1));
  unit(to + 32, v128.xor(x2, y2));
  unit(to + 48, v128.xor(x3, y3));
}

/** The top 23 bits as the fraction of a number in [1, 2), less 1: exact. */
@inline
function unit(to: usize, bits: v128): void {
  const fraction = v128.or(i32x4.shr_u(bits, 9), i32x4.splat(0x3f800000));
  v128.store(to, f32x4.sub(fraction, f32x4.splat(1)));
}
