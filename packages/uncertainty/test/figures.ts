/** Figures that NumPy and SciPy computed; `notes` says how. */
import { readFileSync } from 'node:fs';
import { expect } from 'vitest';

type Matrix = number[][];

export interface Figures {
  readonly samples: { samples: Matrix[]; mean: Matrix; variance: Matrix; entropy: number[]; expectedEntropy: number[]; mutualInformation: number[]; levels: number[]; quantiles: Matrix[] }; // prettier-ignore
  readonly classes: { logits: Matrix; labels: number[]; probabilities: Matrix; negativeLogLikelihood: number; brierScore: number; ece10: number; ece15: number; ace7: number; ace10: number; areaUnderRiskCoverage: number; temperature: number }; // prettier-ignore
  readonly numbers: { targets: number[]; mean: number[]; variance: number[]; gaussian: number; samples: Matrix; noiseVariance: number; mixture: number; levels: number[]; quantiles: Matrix; observed: number[]; quantileError: number }; // prettier-ignore
  readonly detection: { inside: number[]; outside: number[]; auroc: number; aupr: number; fpr95: number };
  readonly laplaceRegression: { features: Matrix; kernel: Matrix; bias: number[]; targets: number[]; x: Matrix; noiseVariance: number; priorPrecision: number; mean: number[]; variance: number[]; fixed: { noiseVariance: number; priorPrecision: number; variance: number[] } }; // prettier-ignore
  readonly laplaceClasses: { kernel: Matrix; bias: number[]; labels: number[]; priorPrecision: number; probabilities: Matrix; fixed: { priorPrecision: number; probabilities: Matrix } }; // prettier-ignore
  readonly student: { level: number; degrees: number; quantile: number }[];
  readonly beta: { x: number; a: number; b: number; value: number }[];
}

export const figures = JSON.parse(readFileSync(new URL('figures.json', import.meta.url), 'utf8')) as Figures;

/** Both are double precision; what is left is the order of sums. */
export function expectFigures(got: ArrayLike<number> | number, want: unknown, tolerance = 1e-12): void {
  const numbers = typeof got === 'number' ? [got] : Array.from(got);
  const wanted = [want].flat(9) as number[];
  expect(numbers.length).toBe(wanted.length);
  numbers.forEach((value, i) => {
    expect(Math.abs(value - wanted[i]!), `figure ${i}`).toBeLessThanOrEqual(tolerance * (1 + Math.abs(wanted[i]!)));
  });
}
