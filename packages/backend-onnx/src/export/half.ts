/** Numbers in half precision: IEEE 754 binary16, rounded to nearest, ties to even. */

const float = new Float32Array(1);
const bits = new Uint32Array(float.buffer);

/** The 16 bits of the nearest number; what is larger than 65,504, the largest, becomes infinite. */
export function halfBits(x: number): number {
  float[0] = x;
  const sign = (bits[0]! >>> 16) & 0x8000;
  const size = Math.abs(float[0]);
  if (Number.isNaN(size)) return sign | 0x7e00;
  if (size >= 65_520) return sign | 0x7c00;
  // Below 2⁻¹⁴ numbers stand 2⁻²⁴ apart; above, 2¹⁰ between two powers of two. Either way the step is a power of two, and exact.
  const exponent = size < 2 ** -14 ? -14 : Math.floor(Math.log2(size));
  const known = 2 ** exponent > size && exponent > -14 ? exponent - 1 : exponent;
  const steps = toEven(size / 2 ** (known - 10));
  return sign | (size < 2 ** -14 ? steps : ((known + 15) << 10) + (steps - 1024));
}

function toEven(x: number): number {
  const low = Math.floor(x);
  const rest = x - low;
  return rest > 0.5 || (rest === 0.5 && low % 2 === 1) ? low + 1 : low;
}
