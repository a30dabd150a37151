/** Floats of 16 bits (IEEE 754 binary16), which JavaScript's arrays do not hold everywhere yet. */

/** 2⁻²⁴, the smallest of them above 0, which all below 2⁻¹⁴ are multiples of. */
const SMALLEST = 2 ** -24;

/** The number that 16 bits stand for. */
export function fromHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * SMALLEST;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN;
  return sign * 2 ** (exponent - 25) * (1024 + fraction);
}

/** The bits of the nearest one; of two that are as near, the even one. Beyond 65,504, and half a step more, that is an infinity. */
export function toHalf(value: number): number {
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
  const size = Math.abs(value);
  if (Number.isNaN(value)) return 0x7e00;
  if (size === Infinity) return sign | 0x7c00;
  // Steps of one binade are equal. Below 2^-14 they are those of the lowest.
  const exponent = Math.max(-14, Math.floor(Math.log2(size)));
  const bits = (exponent + 14) * 1024 + roundToEven(size / 2 ** (exponent - 10));
  return sign | Math.min(bits, 0x7c00);
}

function roundToEven(x: number): number {
  const low = Math.floor(x);
  const rest = x - low;
  return rest > 0.5 || (rest === 0.5 && low % 2 === 1) ? low + 1 : low;
}
