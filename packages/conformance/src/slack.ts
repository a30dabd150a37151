/**
 * n · Σ |terms| behind each element of a sum. A sum of n terms in `f32`, in any order, is within n · 2⁻²⁴ · Σ |terms| of the
 * truth to first order (Higham, Accuracy and Stability of Numerical Algorithms, §4.2), products included.
 */
import { type OpName } from '@bernoulli/api/ir';
import type { CaseArray, ValueCase } from './case.ts';
import { at, fill, sum } from './data.ts';

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
  return totals.map((total) => total * count);
};

const matMul: Slack<'matMul'> = ({ inputs: [a, b], attrs: { transposeA, transposeB }, output }) => {
  const k = a!.shape.at(transposeA ? -2 : -1)!;
  return fill('f32', output.shape, (index) => {
    const [lead, m, n] = [index.slice(0, -2), index.at(-2)!, index.at(-1)!];
    const leadB = b!.shape.length === 2 ? [] : lead;
    const term = (i: number): number =>
      at(a!, [...lead, ...(transposeA ? [i, m] : [m, i])]) * at(b!, [...leadB, ...(transposeB ? [n, i] : [i, n])]);
    return k * sum(k, (i) => Math.abs(term(i)));
  }).data;
};

const scatterAdd: Slack<'scatterAdd'> = ({ inputs: [indices, updates], output }) => {
  const total = updates!.data.reduce((s, u) => s + Math.abs(u), 0);
  return output.data.map(() => indices!.data.length * total);
};

/** By op; ops that sum nothing have none. */
export const sumSlack = { reduceSum, matMul, scatterAdd };
