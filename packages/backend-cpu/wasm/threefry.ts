/** Threefry-2x32 with 20 rounds, eight counters at a time in two vectors of four, so that their latencies overlap. */

// @ts-ignore: decorator
@inline
function rotl(x: v128, n: i32): v128 {
  return v128.or(i32x4.shl(x, n), i32x4.shr_u(x, 32 - n));
}

/**
 * Writes `n` numbers in [0, 1): (bits >>> 9)·2⁻²³ at the counters `start`, `start + 1`, … of the key. The end of the
 * output is written through `edge`, 32 bytes on the side.
 */
export function uniform(k0: i32, k1: i32, startHigh: i32, startLow: i32, to: usize, n: i32, edge: usize): void {
  let counter = ((<u64>(<u32>startHigh)) << 32) | <u64>(<u32>startLow);
  for (; n >= 8; n -= 8, to += 32, counter += 8) eight(k0, k1, counter, to);
  if (n > 0) {
    eight(k0, k1, counter, edge);
    memory.copy(to, edge, <usize>n << 2);
  }
}

function eight(k0: i32, k1: i32, counter: u64, to: usize): void {
  const low = <u32>counter;
  const l0 = i32x4.add(i32x4.splat(low), i32x4(0, 1, 2, 3));
  const l1 = i32x4.add(i32x4.splat(low), i32x4(4, 5, 6, 7));
  const high = i32x4.splat(<u32>(counter >> 32));
  // A lane whose low word wrapped round carries into the high word: subtracting the mask adds 1.
  const h0 = i32x4.sub(high, i32x4.lt_u(l0, i32x4.splat(low)));
  const h1 = i32x4.sub(high, i32x4.lt_u(l1, i32x4.splat(low)));
  const k2 = k0 ^ k1 ^ 0x1bd11bda;
  let x = i32x4.add(h0, i32x4.splat(k0));
  let u = i32x4.add(h1, i32x4.splat(k0));
  let y = i32x4.add(l0, i32x4.splat(k1));
  let v = i32x4.add(l1, i32x4.splat(k1));
  let a: v128;
  let b: v128;
  // Twenty rounds, written out one a line: in a loop the choice of rotations would cost as much as the rounds.
  x = i32x4.add(x, y); u = i32x4.add(u, v); y = v128.xor(rotl(y, 13), x); v = v128.xor(rotl(v, 13), u);
  x = i32x4.add(x, y); u = i32x4.add(u, v); y = v128.xor(rotl(y, 15), x); v = v128.xor(rotl(v, 15), u);
  x = i32x4.add(x, y); u = i32x4.add(u, v); y = v128.xor(rotl(y, 26), x); v = v128.xor(rotl(v, 26), u);
  x = i32x4.add(x, y); u = i32x4.add(u, v); y = v128.xor(rotl(y, 6), x); v = v128.xor(rotl(v, 6), u);
  a = i32x4.splat(k1); b = i32x4.splat(k2 + 1); x = i32x4.add(x, a); u = i32x4.add(u, a); y = i32x4.add(y, b); v = i32x4.add(v, b);
  x = i32x4.add(x, y); u = i32x4.add(u, v); y = v128.xor(rotl(y, 17), x); v = v128.xor(rotl(v, 17), u);
  x = i32x4.add(x, y); u = i32x4.add(u, v); y = v128.xor(rotl(y, 29), x); v = v128.xor(rotl(v, 29), u);
  x = i32x4.add(x, y); u = i32x4.add(u, v); y = v128.xor(rotl(y, 16), x); v = v128.xor(rotl(v, 16), u);
  x = i32x4.add(x, y); u = i32x4.add(u, v); y = v128.xor(rotl(y, 24), x); v = v128.xor(rotl(v, 24), u);
  a = i32x4.splat(k2); b = i32x4.splat(k0 + 2); x = i32x4.add(x, a); u = i32x4.add(u, a); y = i32x4.add(y, b); v = i32x4.add(v, b);
  x = i32x4.add(x, y); u = i32x4.add(u, v); y = v128.xor(rotl(y, 13), x); v = v128.xor(rotl(v, 13), u);
  x = i32x4.add(x, y); u = i32x4.add(u, v); y = v128.xor(rotl(y, 15), x); v = v128.xor(rotl(v, 15), u);
  x = i32x4.add(x, y); u = i32x4.add(u, v); y = v128.xor(rotl(y, 26), x); v = v128.xor(rotl(v, 26), u);
  x = i32x4.add(x, y); u = i32x4.add(u, v); y = v128.xor(rotl(y, 6), x); v = v128.xor(rotl(v, 6), u);
  a = i32x4.splat(k0); b = i32x4.splat(k1 + 3); x = i32x4.add(x, a); u = i32x4.add(u, a); y = i32x4.add(y, b); v = i32x4.add(v, b);
  x = i32x4.add(x, y); u = i32x4.add(u, v); y = v128.xor(rotl(y, 17), x); v = v128.xor(rotl(v, 17), u);
  x = i32x4.add(x, y); u = i32x4.add(u, v); y = v128.xor(rotl(y, 29), x); v = v128.xor(rotl(v, 29), u);
  x = i32x4.add(x, y); u = i32x4.add(u, v); y = v128.xor(rotl(y, 16), x); v = v128.xor(rotl(v, 16), u);
  x = i32x4.add(x, y); u = i32x4.add(u, v); y = v128.xor(rotl(y, 24), x); v = v128.xor(rotl(v, 24), u);
  a = i32x4.splat(k1); b = i32x4.splat(k2 + 4); x = i32x4.add(x, a); u = i32x4.add(u, a); y = i32x4.add(y, b); v = i32x4.add(v, b);
  x = i32x4.add(x, y); u = i32x4.add(u, v); y = v128.xor(rotl(y, 13), x); v = v128.xor(rotl(v, 13), u);
  x = i32x4.add(x, y); u = i32x4.add(u, v); y = v128.xor(rotl(y, 15), x); v = v128.xor(rotl(v, 15), u);
  x = i32x4.add(x, y); u = i32x4.add(u, v); y = v128.xor(rotl(y, 26), x); v = v128.xor(rotl(v, 26), u);
  x = i32x4.add(x, y); u = i32x4.add(u, v); y = v128.xor(rotl(y, 6), x); v = v128.xor(rotl(v, 6), u);
  a = i32x4.splat(k2); b = i32x4.splat(k0 + 5); x = i32x4.add(x, a); u = i32x4.add(u, a); y = i32x4.add(y, b); v = i32x4.add(v, b);
  unit(to, v128.xor(x, y));
  unit(to + 16, v128.xor(u, v));
}

/** The top 23 bits as the fraction of a number in [1, 2), less 1: exact. */
// @ts-ignore: decorator
@inline
function unit(to: usize, bits: v128): void {
  const fraction = v128.or(i32x4.shr_u(bits, 9), i32x4.splat(0x3f800000));
  v128.store(to, f32x4.sub(fraction, f32x4.splat(1)));
}
