/** The one place where the two builds differ. */

/** sum + x·y: rounded once in the build with relaxed SIMD, twice in the plain one. */
@inline
export function fma(sum: v128, x: v128, y: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(x, y, sum);
  return f32x4.add(sum, f32x4.mul(x, y));
}
