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
  for (let i = 0; i < 5; i++) {
    const even = (i & 1) == 0;
    x = i32x4.add(x, y);
    u = i32x4.add(u, v);
    y = v128.xor(even ? rotl(y, 13) : rotl(y, 17), x);
    v = v128.xor(even ? rotl(v, 13) : rotl(v, 17), u);
    x = i32x4.add(x, y);
    u = i32x4.add(u, v);
    y = v128.xor(even ? rotl(y, 15) : rotl(y, 29), x);
    v = v128.xor(even ? rotl(v, 15) : rotl(v, 29), u);
    x = i32x4.add(x, y);
    u = i32x4.add(u, v);
    y = v128.xor(even ? rotl(y, 26) : rotl(y, 16), x);
    v = v128.xor(even ? rotl(v, 26) : rotl(v, 16), u);
    x = i32x4.add(x, y);
    u = i32x4.add(u, v);
    y = v128.xor(even ? rotl(y, 6) : rotl(y, 24), x);
    v = v128.xor(even ? rotl(v, 6) : rotl(v, 24), u);
    const at = (i + 1) % 3;
    const first = i32x4.splat(at == 0 ? k0 : at == 1 ? k1 : k2);
    const second = i32x4.splat((at == 0 ? k1 : at == 1 ? k2 : k0) + i + 1);
    x = i32x4.add(x, first);
    u = i32x4.add(u, first);
    y = i32x4.add(y, second);
    v = i32x4.add(v, second);
  }
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
