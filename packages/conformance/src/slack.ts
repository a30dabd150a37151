/**
 * What the order of a sum may cost. A sum of n terms in `f32`, in any order, is within n · 2⁻²⁴ · Σ |terms| of the truth to
 * first order (Higham, Accuracy and Stability of Numerical Algorithms, §4.2), products included; and, since roundings are
 * as good as independent, practically always within a small multiple of √n instead of n (Higham and Mary, A New Approach
 * to Probabilistic Rounding Error Analysis, 2019), which is what is asked here.
 */
import { type OpName } from '@bernoulli/api/ir';
import type { CaseArray, ValueCase } from './case.ts';
import { convolve, convolveInput, convolveKernel } from './convolution.ts';
import { at, fill, sum } from './data.ts';

/** The smaller of the certain and the probable growth. */
function growth(n: number): number {
  return Math.min(n, 2 * Math.sqrt(n));
}

type Slack<O extends OpName> = (c: ValueCase<O>) => readonly number[];

const reduceSum: Slack<'reduceSum'> = ({ inputs: [x], attrs: { axes, keepDims }, output }) => {
  const count = axes.reduce((n, axis) => n * x!.shape[axis]!, 1);
  const totals = new Array<number>(output.data.length).fill(0);
  const kept: CaseArray = { ...output, data: totals.map((_, i) => i) };
  fill('f32', x!.shape, (index) => {
    const place = keepDims
      ? index.map((i, axis) => (axes.includes(axis) ? 0 : i))
      : index.filter((_, axis) => !axes.includes(axis));
    return (totals[at(kept, place)]! += Math.abs(at(x!, index)));
  });
  return totals.map((total) => total * growth(count));
};

const matMul: Slack<'matMul'> = ({ inputs: [a, b], attrs: { transposeA, transposeB }, output }) => {
  const k = a!.shape.at(transposeA ? -2 : -1)!;
  return fill('f32', output.shape, (index) => {
    const [lead, m, n] = [index.slice(0, -2), index.at(-2)!, index.at(-1)!];
    const leadB = b!.shape.length === 2 ? [] : lead;
    const term = (i: number): number =>
      at(a!, [...lead, ...(transposeA ? [i, m] : [m, i])]) * at(b!, [...leadB, ...(transposeB ? [n, i] : [i, n])]);
    return growth(k) * sum(k, (i) => Math.abs(term(i)));
  }).data;
};

const scatterAdd: Slack<'scatterAdd'> = ({ inputs: [indices, updates], attrs: { axis, size }, output }) => {
  const places: CaseArray = { ...output, data: output.data.map((_, i) => i) };
  const [totals, counts] = [output.data.map(() => 0), output.data.map(() => 0)];
  fill('f32', updates!.shape, (index) => {
    const end = axis + indices!.shape.length;
    const row = Math.min(Math.max(at(indices!, index.slice(axis, end)), 0), size - 1);
    const place = at(places, [...index.slice(0, axis), row, ...index.slice(end)]);
    counts[place]!++;
    return (totals[place]! += Math.abs(at(updates!, index)));
  });
  return totals.map((total, i) => total * growth(counts[i]!));
};

/** Sums of products whose numbers of terms differ: the form itself, of what is positive, gives the terms, and of ones their number. */
function ofForm(inputs: readonly CaseArray[], form: (a: CaseArray, b: CaseArray) => CaseArray): readonly number[] {
  const of = (value: (x: number) => number): CaseArray => {
    const [a, b] = inputs.map((x) => ({ ...x, data: x.data.map(value) }));
    return form(a!, b!);
  };
  const counts = of(() => 1).data;
  return of(Math.abs).data.map((total, i) => total * growth(counts[i]!));
}

const conv: Slack<'conv'> = ({ inputs, attrs, output }) =>
  ofForm(inputs, (x, w) => convolve(x, w, output.shape.slice(1, -1), attrs));
const convInput: Slack<'convInput'> = ({ inputs, attrs }) => ofForm(inputs, (y, w) => convolveInput(y, w, attrs));
const convKernel: Slack<'convKernel'> = ({ inputs, attrs }) => ofForm(inputs, (x, y) => convolveKernel(x, y, attrs));

/** By op; ops that sum nothing have none. */
export const sumSlack = { reduceSum, matMul, conv, convInput, convKernel, scatterAdd };
