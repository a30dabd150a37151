/**
 * Elementary functions of four floats at a time, within 3 ULP. The polynomials are those of S. Moshier's Cephes library;
 * infinities, NaN, zeros and results too small for a normal number come out as IEEE 754 has them.
 */

import { fma } from './fma';

@inline
function all(x: f32): v128 {
  return f32x4.splat(x);
}

@inline
function horner(sum: v128, x: v128, next: f32): v128 {
  return fma(all(next), sum, x);
}

/** c + b·x. */
@inline
function line(c: f32, b: f32, x: v128): v128 {
  return fma(all(c), all(b), x);
}

/** 2ⁿ for whole n in the range of normal numbers. */
@inline
function powerOfTwo(n: v128): v128 {
  return i32x4.shl(i32x4.add(n, i32x4.splat(127)), 23);
}

/** 1.5·2²³: a small number added to it is rounded to the nearest whole, which then stands in the low bits. */
const ROUNDS: f32 = 12582912;

/** eˣ: x = n·ln 2 + r, a polynomial in r, then 2ⁿ in two halves so that neither leaves the range. */
export function exp(x: v128): v128 {
  // `pmin` and `pmax` keep a NaN that comes first, in one instruction; `min` and `max` take nine.
  const bounded = f32x4.pmax(f32x4.pmin(x, all(89)), all(-105));
  const rounded = fma(all(ROUNDS), bounded, all(1.44269504088896341));
  const whole = f32x4.sub(rounded, all(ROUNDS));
  let r = fma(bounded, whole, all(-0.693359375));
  r = fma(r, whole, all(2.12194440e-4));
  let y = all(1.9875691500e-4);
  y = horner(y, r, 1.3981999507e-3);
  y = horner(y, r, 8.3334519073e-3);
  y = horner(y, r, 4.1665795894e-2);
  y = horner(y, r, 1.6666665459e-1);
  y = horner(y, r, 5.0000001201e-1);
  y = f32x4.add(fma(r, y, f32x4.mul(r, r)), all(1));
  const n = i32x4.sub(rounded, all(ROUNDS));
  const half = i32x4.shr_s(n, 1);
  return f32x4.mul(f32x4.mul(y, powerOfTwo(half)), powerOfTwo(i32x4.sub(n, half)));
}

/** log x: x = m·2ᵉ with m in [√½, √2), a polynomial in m − 1. */
export function log(x: v128): v128 {
  const small = f32x4.lt(x, all(1.17549435e-38));
  const normal = v128.bitselect(f32x4.mul(x, all(8388608)), x, small);
  const bits = i32x4.sub(normal, i32x4.splat(0x3f3504f3));
  let e = f32x4.convert_i32x4_s(i32x4.shr_s(bits, 23));
  e = f32x4.sub(e, v128.and(small, all(23)));
  const m = i32x4.add(v128.and(bits, i32x4.splat(0x007fffff)), i32x4.splat(0x3f3504f3));
  const r = f32x4.sub(m, all(1));
  const z = f32x4.mul(r, r);
  // By powers of r (G. Estrin, 1960): in a chain of eight sums each would wait for the one before.
  const z2 = f32x4.mul(z, z);
  let y = fma(line(1.4249322787e-1, -1.2420140846e-1, r), line(1.1676998740e-1, -1.1514610310e-1, r), z);
  y = fma(y, z2, all(7.0376836292e-2));
  y = fma(fma(line(3.3333331174e-1, -2.4999993993e-1, r), line(2.0000714765e-1, -1.6668057665e-1, r), z), y, z2);
  y = f32x4.mul(f32x4.mul(y, r), z);
  y = fma(y, e, all(-2.12194440e-4));
  y = fma(y, z, all(-0.5));
  y = fma(f32x4.add(r, y), e, all(0.693359375));
  y = v128.bitselect(y, all(-(<f32>Infinity)), f32x4.ne(x, all(0)));
  y = v128.bitselect(x, y, f32x4.eq(x, all(<f32>Infinity)));
  return v128.or(y, v128.not(f32x4.ge(x, all(0))));
}

/** log(1 + x): the error that rounding 1 + x makes is divided out again. */
export function log1p(x: v128): v128 {
  const u = f32x4.add(x, all(1));
  const d = f32x4.sub(u, all(1));
  const y = f32x4.mul(log(u), f32x4.div(x, d));
  const keeps = v128.or(f32x4.eq(d, all(0)), f32x4.eq(x, all(<f32>Infinity)));
  return v128.bitselect(x, y, keeps);
}

/** tanh x: an odd polynomial near zero, 1 − 2 / (e^(2|x|) + 1) with the sign of x elsewhere. */
export function tanh(x: v128): v128 {
  const t = f32x4.abs(x);
  const z = f32x4.mul(x, x);
  let near = all(-5.70498872745e-3);
  near = horner(near, z, 2.06390887954e-2);
  near = horner(near, z, -5.37397155531e-2);
  near = horner(near, z, 1.33314422036e-1);
  near = horner(near, z, -3.33332819422e-1);
  near = fma(x, f32x4.mul(near, z), x);
  let far = f32x4.sub(all(1), f32x4.div(all(2), f32x4.add(exp(f32x4.add(t, t)), all(1))));
  far = v128.or(far, v128.and(x, all(-0.0)));
  return v128.bitselect(near, far, f32x4.lt(t, all(0.625)));
}

/** 1 / (1 + e⁻ˣ), the exponential taken of −|x|. */
export function sigmoid(x: v128): v128 {
  const e = exp(f32x4.neg(f32x4.abs(x)));
  const top = v128.bitselect(e, all(1), f32x4.lt(x, all(0)));
  return f32x4.div(top, f32x4.add(e, all(1)));
}
