/** How far a result may be from the truth: one row for every op, each with its reason. */
import type { OpName } from '@bernoulli/api/ir';
import type { CaseArray, ValueCase } from './case.ts';
import { sumSlack } from './slack.ts';

/**
 * An element may differ from its expected value by `ulp` steps of `f32` there, plus `absolute`, plus 2⁻²⁴ times the slack
 * of the sum behind it. All zero means the correctly rounded result.
 */
export interface Tolerance {
  /** Steps between neighbouring `f32` numbers at the expected value. */
  readonly ulp: number;
  readonly absolute?: number;
  /** The sign of a zero counts too. Elsewhere −0 equals 0. */
  readonly bits?: true;
  readonly reason: string;
}

/** The tolerances of one op. */
export interface ToleranceRow<O extends OpName> {
  readonly value: Tolerance;
  /** What summing in some other order may cost each element of the output, in units of 2⁻²⁴: see `slack.ts`. */
  readonly slack?: (c: ValueCase<O>) => readonly number[];
  /** `null` where no gradient flows or can be asked for. */
  readonly gradient: Tolerance | null;
}

const bits: Tolerance = { ulp: 0, bits: true, reason: 'the elements are copied, not computed' };
const whole: Tolerance = { ulp: 0, reason: 'the result is a whole number or a truth value' };
const rounded: Tolerance = { ulp: 0, reason: 'IEEE 754 asks for the correctly rounded result' };
const library = (ulp: number, absolute = 0): Tolerance => ({
  ulp,
  absolute,
  reason: 'no maths library rounds this correctly; vector versions trade a few steps for speed',
});
const chain = (ulp: number, absolute = 0): Tolerance => ({
  ulp,
  absolute,
  reason: 'a gradient is a chain of a few rounded ops, each with the tolerance of its own',
});
const angle: Tolerance = {
  ulp: 4,
  absolute: 2 ** -24,
  reason: 'near a zero the angle less a multiple of π keeps few digits; elsewhere as any library',
};
const logistic: Tolerance = {
  ulp: 4,
  absolute: 2 ** -23,
  reason: 'the rational approximation of ONNX Runtime (MLAS) is good to 1e-7 on the scale of 1, not of tiny results',
};
const cancelling: Tolerance = {
  ulp: 4,
  absolute: 2 ** -20,
  reason: '1 − y² and y(1 − y) cancel near the ends, and keep the absolute error of y times the upstream of up to 3',
};
const shifted: Tolerance = {
  ulp: 16,
  reason: 'x − max is rounded: near −16 half a step of it is 8 steps of its exponential',
};
const product: Tolerance = { ulp: 2, absolute: 2 ** -20, reason: 'sums of up to 12 products of up to 4, in any order' };
const manyProducts: Tolerance = {
  ulp: 2,
  absolute: 2 ** -18,
  reason: 'sums of up to 50 products of up to 4, in any order',
};
const steps: Tolerance = {
  ulp: 16,
  absolute: 2 ** -20,
  reason: 'each step rounds a few times, and hands on what it has rounded to the steps behind it',
};
const summed: Tolerance = { ulp: 1, reason: 'the order of a sum is free; the slack bounds any order' };

/** The one table of tolerances. */
export const tolerances: { readonly [O in OpName]: ToleranceRow<O> } = {
  // Values
  input: { value: bits, gradient: null },
  constant: { value: bits, gradient: null },
  iota: { value: whole, gradient: null },
  uniform: { value: bits, gradient: null },
  stopGradient: { value: bits, gradient: rounded },
  // Arithmetic, element by element
  add: { value: rounded, gradient: chain(2) },
  sub: { value: rounded, gradient: chain(2) },
  mul: { value: rounded, gradient: chain(2) },
  div: { value: rounded, gradient: chain(2) },
  pow: { value: library(4), gradient: chain(8) },
  minimum: { value: rounded, gradient: rounded },
  maximum: { value: rounded, gradient: rounded },
  neg: { value: bits, gradient: rounded },
  abs: { value: bits, gradient: rounded },
  sign: { value: whole, gradient: rounded },
  floor: { value: whole, gradient: rounded },
  ceil: { value: whole, gradient: rounded },
  round: { value: whole, gradient: rounded },
  // Functions, element by element
  exp: { value: library(2), gradient: chain(4) },
  log: { value: library(2), gradient: chain(2) },
  log1p: { value: library(3), gradient: chain(2) },
  sqrt: { value: rounded, gradient: chain(2) },
  sin: { value: angle, gradient: chain(4, 2 ** -24) },
  cos: { value: angle, gradient: chain(4, 2 ** -24) },
  tanh: { value: library(4), gradient: cancelling },
  sigmoid: { value: logistic, gradient: cancelling },
  erf: {
    value: {
      ulp: 2,
      absolute: 2e-7,
      reason: 'formula 7.1.26 of Abramowitz and Stegun, which engines use, is off by up to 1.5e-7',
    },
    gradient: chain(4),
  },
  // Comparison and choice
  equal: { value: whole, gradient: null },
  notEqual: { value: whole, gradient: null },
  less: { value: whole, gradient: null },
  lessEqual: { value: whole, gradient: null },
  greater: { value: whole, gradient: null },
  greaterEqual: { value: whole, gradient: null },
  and: { value: whole, gradient: null },
  or: { value: whole, gradient: null },
  not: { value: whole, gradient: null },
  isFinite: { value: whole, gradient: null },
  select: { value: bits, gradient: chain(2) },
  cast: { value: rounded, gradient: rounded },
  // Along axes
  reduceSum: { value: summed, slack: sumSlack.reduceSum, gradient: rounded },
  reduceMax: { value: rounded, gradient: chain(2) },
  reduceMin: { value: rounded, gradient: chain(2) },
  argMax: { value: whole, gradient: null },
  softmax: { value: shifted, gradient: chain(4, 2 ** -22) },
  logSoftmax: { value: library(8, 2 ** -22), gradient: chain(4, 2 ** -22) },
  // Products
  matMul: { value: summed, slack: sumSlack.matMul, gradient: product },
  conv: { value: summed, slack: sumSlack.conv, gradient: manyProducts },
  convInput: { value: summed, slack: sumSlack.convInput, gradient: manyProducts },
  convKernel: { value: summed, slack: sumSlack.convKernel, gradient: manyProducts },
  // Rearrangement
  reshape: { value: bits, gradient: rounded },
  transpose: { value: bits, gradient: rounded },
  broadcastTo: { value: bits, gradient: chain(2) },
  slice: { value: bits, gradient: rounded },
  pad: { value: bits, gradient: rounded },
  concat: { value: bits, gradient: rounded },
  gather: { value: bits, gradient: chain(2) },
  scatterAdd: { value: summed, slack: sumSlack.scatterAdd, gradient: rounded },
  // Loops
  scan: { value: steps, gradient: steps },
};

/** The smallest positive normal `f32`: an engine may flush what is smaller to zero. */
const SMALLEST_NORMAL = 2 ** -126;

/** Distance between neighbouring `f32` numbers at `x`. */
export function spacing(x: number): number {
  const magnitude = Math.max(Math.abs(x), SMALLEST_NORMAL);
  return 2 ** (Math.floor(Math.log2(magnitude)) - 23);
}

/** How far each element of `want` may be missed. An integer or bool result allows nothing. */
export function allowances(want: CaseArray, tolerance: Tolerance, slack?: readonly number[]): readonly number[] {
  const { ulp, absolute = 0 } = tolerance;
  return want.data.map((value, i) => {
    if (want.dtype !== 'f32' || !Number.isFinite(value)) return 0;
    return ulp * spacing(value) + absolute + (slack?.[i] ?? 0) * 2 ** -24;
  });
}
