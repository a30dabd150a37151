/** The three laws that initial weights are drawn from. One uniform number an element, rounded to `f32` once, at the end. */
import { sizeOf, type Shape } from '../ir/index.ts';
import { fillUniform, type Key } from '../ir/random/threefry.ts';
import { normalQuantile } from './normal-quantile.ts';

/** Half of a step of the uniform grid: it moves k·2⁻²³ to the middle of its cell, away from 0. */
const HALF_STEP = 2 ** -24;

/** Φ(−2), the share of a normal law below two standard deviations. */
const BELOW_TWO = 0.0227501319481792;

/** The standard deviation of a standard normal law cut at ±2. */
export const TRUNCATED_STDDEV = 0.8796256610342398;

/** low + (high − low) · u. */
export function drawUniform(key: Key, shape: Shape, low: number, high: number): Float32Array {
  return mapped(key, shape, (u) => low + (high - low) * u);
}

/** mean + stddev · Φ⁻¹(u + 2⁻²⁴). */
export function drawNormal(key: Key, shape: Shape, mean: number, stddev: number): Float32Array {
  return mapped(key, shape, (u) => mean + stddev * normalQuantile(u + HALF_STEP));
}

/** As {@link drawNormal}, of the law cut at mean ± 2 stddev: the quantile of a uniform number between Φ(−2) and Φ(2). */
export function drawTruncatedNormal(key: Key, shape: Shape, mean: number, stddev: number): Float32Array {
  return mapped(key, shape, (u) => mean + stddev * normalQuantile(BELOW_TWO + (1 - 2 * BELOW_TWO) * (u + HALF_STEP)));
}

function mapped(key: Key, shape: Shape, law: (u: number) => number): Float32Array {
  const out = new Float32Array(sizeOf(shape));
  fillUniform(key, out);
  for (let i = 0; i < out.length; i++) out[i] = law(out[i]!);
  return out;
}
