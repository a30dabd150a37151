/** Floats of 16 bits and fewer: how many digits each kind has, and what its bits mean. */

export interface FloatFormat {
  /** Bits of the exponent, and of the fraction behind the leading 1. One more is the sign, but for a format of exponents alone. */
  readonly exponent: number;
  readonly fraction: number;
  readonly bias: number;
  /** The largest finite number. */
  readonly largest: number;
  /** What the ends of the range stand for: infinities and NaN as in IEEE 754; NaN where all bits are 1; NaN in the place of −0; nothing. */
  readonly special: 'ieee' | 'all-ones' | 'negative-zero' | 'none';
  readonly signed: boolean;
}

export type SmallFloat =
  | 'float16'
  | 'bfloat16'
  | 'float8e4m3fn'
  | 'float8e4m3fnuz'
  | 'float8e5m2'
  | 'float8e5m2fnuz'
  | 'float8e8m0'
  | 'float4e2m1';

/** By the definitions of IEEE 754, of the OCP for 8 bits and microscaling, and of ONNX for the kinds without −0 (`uz`). */
export const floatFormats: Readonly<Record<SmallFloat, FloatFormat>> = {
  float16: { exponent: 5, fraction: 10, bias: 15, largest: 65504, special: 'ieee', signed: true },
  bfloat16: { exponent: 8, fraction: 7, bias: 127, largest: (2 - 2 ** -7) * 2 ** 127, special: 'ieee', signed: true },
  float8e4m3fn: { exponent: 4, fraction: 3, bias: 7, largest: 448, special: 'all-ones', signed: true },
  float8e4m3fnuz: { exponent: 4, fraction: 3, bias: 8, largest: 240, special: 'negative-zero', signed: true },
  float8e5m2: { exponent: 5, fraction: 2, bias: 15, largest: 57344, special: 'ieee', signed: true },
  float8e5m2fnuz: { exponent: 5, fraction: 2, bias: 16, largest: 57344, special: 'negative-zero', signed: true },
  float8e8m0: { exponent: 8, fraction: 0, bias: 127, largest: 2 ** 127, special: 'all-ones', signed: false },
  float4e2m1: { exponent: 2, fraction: 1, bias: 1, largest: 6, special: 'none', signed: true },
};

/** What the bits of a number mean. */
export function floatOfBits(bits: number, format: FloatFormat): number {
  const width = format.exponent + format.fraction;
  const rest = bits & (2 ** width - 1);
  const isNegative = format.signed && bits >>> width === 1;
  const [exponent, fraction] = [rest >>> format.fraction, rest & (2 ** format.fraction - 1)];
  const isFull = exponent === 2 ** format.exponent - 1;
  if (format.special === 'ieee' && isFull) return fraction > 0 ? NaN : isNegative ? -Infinity : Infinity;
  if (format.special === 'all-ones' && rest === 2 ** width - 1) return NaN;
  if (format.special === 'negative-zero' && isNegative && rest === 0) return NaN;
  const isSmall = exponent === 0 && format.signed;
  const size = (fraction * 2 ** -format.fraction + (isSmall ? 0 : 1)) * 2 ** ((isSmall ? 1 : exponent) - format.bias);
  return isNegative ? -size : size;
}
