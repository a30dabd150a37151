/** A figure that was measured several times: its mean, and how far the measurements lie apart. */

export interface Spread {
  readonly mean: number;
  /** Standard deviation of the measurements, with n − 1; 0 for a single one. */
  readonly sd: number;
}

export function spreadOf(values: readonly number[]): Spread {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, sd: values.length > 1 ? Math.sqrt(squares / (values.length - 1)) : 0 };
}

/** Fractions in percent, as in `93.2 ± 0.7 %`. */
export function percent({ mean, sd }: Spread): string {
  return `${mean < 0 ? '−' : ''}${Math.abs(100 * mean).toFixed(1)} ± ${(100 * sd).toFixed(1)} %`;
}

/** Differences of fractions in percentage points, with their sign, as in `+2.1 ± 0.7`. */
export function points({ mean, sd }: Spread): string {
  return `${mean < 0 ? '−' : '+'}${Math.abs(100 * mean).toFixed(1)} ± ${(100 * sd).toFixed(1)}`;
}
