/**
 * Threefry-2x32-20 on SIMD: eight counters at a time, as two vectors whose rounds are interleaved, so that one's additions
 * run while the other's shifts wait. AssemblyScript; `npm run generate -w @bernoulli/api` builds it.
 */

@inline
function rotate(x: v128, r: i32): v128 {
  return v128.or(i32x4.shl(x, r), i32x4.shr_u(x, 32 - r));
}

/**
 * Writes `length` results of the counters (hi, lo), (hi, lo + 1), … from address 0 on: words, or numbers in [0, 1) when
 * `unit` is not 0. `length` is a multiple of 8, and the low words must not pass 2³².
 */
export function fill(k0: i32, k1: i32, hi: i32, lo: i32, length: i32, unit: i32): void {
  const k2 = k0 ^ k1 ^ 0x1bd11bda;
  const s0 = i32x4.splat(k0);
  const s1 = i32x4.splat(k1);
  const s2 = i32x4.splat(k2);
  const high = i32x4.splat(hi + k0);
  let low = i32x4.add(i32x4.splat(lo + k1), i32x4(0, 1, 2, 3));
  const scale = f32x4.splat(1.1920928955078125e-7);
  const end = length << 2;
  for (let at = 0; at < end; at += 32) {
    let x = high;
    let y = low;
    let p = high;
    let q = i32x4.add(low, i32x4.splat(4));
    low = i32x4.add(low, i32x4.splat(8));

    x = i32x4.add(x, y); p = i32x4.add(p, q); y = v128.xor(rotate(y, 13), x); q = v128.xor(rotate(q, 13), p);
    x = i32x4.add(x, y); p = i32x4.add(p, q); y = v128.xor(rotate(y, 15), x); q = v128.xor(rotate(q, 15), p);
    x = i32x4.add(x, y); p = i32x4.add(p, q); y = v128.xor(rotate(y, 26), x); q = v128.xor(rotate(q, 26), p);
    x = i32x4.add(x, y); p = i32x4.add(p, q); y = v128.xor(rotate(y, 6), x); q = v128.xor(rotate(q, 6), p);
    x = i32x4.add(x, s1); p = i32x4.add(p, s1);
    y = i32x4.add(y, i32x4.splat(k2 + 1)); q = i32x4.add(q, i32x4.splat(k2 + 1));

    x = i32x4.add(x, y); p = i32x4.add(p, q); y = v128.xor(rotate(y, 17), x); q = v128.xor(rotate(q, 17), p);
    x = i32x4.add(x, y); p = i32x4.add(p, q); y = v128.xor(rotate(y, 29), x); q = v128.xor(rotate(q, 29), p);
    x = i32x4.add(x, y); p = i32x4.add(p, q); y = v128.xor(rotate(y, 16), x); q = v128.xor(rotate(q, 16), p);
    x = i32x4.add(x, y); p = i32x4.add(p, q); y = v128.xor(rotate(y, 24), x); q = v128.xor(rotate(q, 24), p);
    x = i32x4.add(x, s2); p = i32x4.add(p, s2);
    y = i32x4.add(y, i32x4.splat(k0 + 2)); q = i32x4.add(q, i32x4.splat(k0 + 2));

    x = i32x4.add(x, y); p = i32x4.add(p, q); y = v128.xor(rotate(y, 13), x); q = v128.xor(rotate(q, 13), p);
    x = i32x4.add(x, y); p = i32x4.add(p, q); y = v128.xor(rotate(y, 15), x); q = v128.xor(rotate(q, 15), p);
    x = i32x4.add(x, y); p = i32x4.add(p, q); y = v128.xor(rotate(y, 26), x); q = v128.xor(rotate(q, 26), p);
    x = i32x4.add(x, y); p = i32x4.add(p, q); y = v128.xor(rotate(y, 6), x); q = v128.xor(rotate(q, 6), p);
    x = i32x4.add(x, s0); p = i32x4.add(p, s0);
    y = i32x4.add(y, i32x4.splat(k1 + 3)); q = i32x4.add(q, i32x4.splat(k1 + 3));

    x = i32x4.add(x, y); p = i32x4.add(p, q); y = v128.xor(rotate(y, 17), x); q = v128.xor(rotate(q, 17), p);
    x = i32x4.add(x, y); p = i32x4.add(p, q); y = v128.xor(rotate(y, 29), x); q = v128.xor(rotate(q, 29), p);
    x = i32x4.add(x, y); p = i32x4.add(p, q); y = v128.xor(rotate(y, 16), x); q = v128.xor(rotate(q, 16), p);
    x = i32x4.add(x, y); p = i32x4.add(p, q); y = v128.xor(rotate(y, 24), x); q = v128.xor(rotate(q, 24), p);
    x = i32x4.add(x, s1); p = i32x4.add(p, s1);
    y = i32x4.add(y, i32x4.splat(k2 + 4)); q = i32x4.add(q, i32x4.splat(k2 + 4));

    x = i32x4.add(x, y); p = i32x4.add(p, q); y = v128.xor(rotate(y, 13), x); q = v128.xor(rotate(q, 13), p);
    x = i32x4.add(x, y); p = i32x4.add(p, q); y = v128.xor(rotate(y, 15), x); q = v128.xor(rotate(q, 15), p);
    x = i32x4.add(x, y); p = i32x4.add(p, q); y = v128.xor(rotate(y, 26), x); q = v128.xor(rotate(q, 26), p);
    x = i32x4.add(x, y); p = i32x4.add(p, q); y = v128.xor(rotate(y, 6), x); q = v128.xor(rotate(q, 6), p);
    x = v128.xor(i32x4.add(x, s2), i32x4.add(y, i32x4.splat(k0 + 5)));
    p = v128.xor(i32x4.add(p, s2), i32x4.add(q, i32x4.splat(k0 + 5)));

    if (unit != 0) {
      // Numbers below 2²³ convert exactly, so the scaling is exact too.
      x = f32x4.mul(f32x4.convert_i32x4_u(i32x4.shr_u(x, 9)), scale);
      p = f32x4.mul(f32x4.convert_i32x4_u(i32x4.shr_u(p, 9)), scale);
    }
    v128.store(at, x);
    v128.store(at, p, 16);
  }
}
