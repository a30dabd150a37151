/** Support vector machines of `ai.onnx.ml`. */
import { concat, type Tensor } from '@bernoulli/api';
import { Foreign, type Held } from '../held.ts';
import type { NodeCall, Operator } from '../node-call.ts';
import { unsupported } from '../unsupported.ts';
import { Value } from '../value.ts';
import { matrix } from './linear-models.ts';
import { bothOf, classCount, labels, rowsOf, transformed, transforms } from './scores.ts';

const kernels = ['LINEAR', 'POLY', 'RBF', 'SIGMOID'] as const;
const [INTS, TEXTS] = ['classlabels_ints', 'classlabels_strings'];

/** How near each row is to each support vector. */
function kernel(c: NodeCall, x: Tensor, vectors: Tensor, type: string): Tensor {
  const [gamma = 0, constant = 0, degree = 0] = c.floats('kernel_params') ?? [];
  if (type === 'RBF') {
    const [n, features] = x.shape as readonly [number, number];
    const difference = x.reshape([n, 1, features]).sub(vectors);
    return difference.square().sum(-1).mul(-gamma).exp();
  }
  const product = x.matMul(vectors, { transposeB: true });
  if (type === 'LINEAR') return product;
  const shifted = product.mul(gamma).add(constant);
  if (type === 'SIGMOID') return shifted.tanh();
  if (!(Number.isInteger(degree) && degree >= 1 && degree <= 32)) unsupported(`a polynomial of degree ${degree}`);
  return Array.from({ length: degree - 1 }).reduce<Tensor>((power) => power.mul(shifted), shifted);
}

function svmRegressor(c: NodeCall): Value {
  const x = rowsOf(c);
  const type = c.word('kernel_type', kernels, 'LINEAR');
  const count = c.int('n_supports', 0);
  const rho = c.floats('rho') ?? unsupported('no rho');
  if (c.word('post_transform', transforms, 'NONE') !== 'NONE') unsupported('attribute post_transform');
  c.ignore('n_targets');
  if (count === 0) c.ignore('support_vectors', 'kernel_params');
  const near = count === 0 ? x : kernel(c, x, matrix(c, 'support_vectors', x.shape[1]!), type);
  const weights = matrix(c, 'coefficients', near.shape[1]!);
  if (weights.shape[0] !== 1 || rho.length !== 1) unsupported('more than one target');
  const score = near.matMul(weights, { transposeB: true }).add(rho[0]!);
  if (!c.flag('one_class')) return Value.of(score, 'float');
  const one = score.constant(Float32Array.of(1), []);
  return Value.of(one.broadcastTo(score.shape).where(score.greater(0), -1), 'float');
}

/** What is asked of every pair of classes: which of the two it is. */
interface Pairs {
  /** Each pair with its place, in order. */
  readonly list: readonly (readonly [first: number, second: number])[];
  /** Above 0 for the first, `[n, pairs]`. */
  readonly scores: Tensor;
}

/** Of each pair, what the support vectors of both say: the first's in the row of the second, the second's in that of the first. */
function pairsOf(c: NodeCall, x: Tensor, perClass: readonly number[], rho: readonly number[]): Pairs {
  const type = c.word('kernel_type', kernels, 'LINEAR');
  const vectors = matrix(c, 'support_vectors', x.shape[1]!);
  const count = perClass.length;
  const all = perClass.reduce((sum, n) => sum + n, 0);
  const coefficients = c.floats('coefficients') ?? [];
  const list = perClass.flatMap((_, i) => perClass.slice(i + 1).map((__, k): [number, number] => [i, i + 1 + k]));
  if (vectors.shape[0] !== all || coefficients.length !== all * (count - 1) || rho.length !== list.length)
    unsupported(`${vectors.shape[0]} vectors, ${coefficients.length} coefficients and ${rho.length} rho`);
  const classes = perClass.flatMap((n, i) => Array<number>(n).fill(i));
  const table = classes.flatMap((own, v) =>
    list.map(([i, j]) => (own === i ? coefficients[(j - 1) * all + v]! : own === j ? coefficients[i * all + v]! : 0)),
  );
  const weights = c.known('float', [all, list.length], Float64Array.from(table)).tensor;
  const added = c.known('float', [list.length], Float64Array.from(rho)).tensor;
  return { list, scores: kernel(c, x, vectors, type).matMul(weights).add(added) };
}

/** How many pairs each class has won. */
function votes(c: NodeCall, { list, scores }: Pairs, count: number): Tensor {
  const winners = (side: 0 | 1): Tensor => {
    const table = list.flatMap((pair) => Array.from({ length: count }, (_, i) => Number(pair[side] === i)));
    return c.known('float', [list.length, count], Float64Array.from(table)).tensor;
  };
  const first = scores.greater(0).cast('f32');
  return first.matMul(winners(0)).add(first.subFrom(1).matMul(winners(1)));
}

/** Where `libsvm` is content with its probabilities, for two classes. */
const CONTENT = 0.005 / 2;
/** After so many rounds it is, for every number of `f32`. */
const ROUNDS = 2;

/**
 * The probabilities of two classes, `[n, 2]`, from that of the first against the second, `[n, 1]`: as runtimes have them, by the iteration for more classes, which ends before
 * it has the number itself.
 *
 * @see Wu, Lin and Weng, "Probability Estimates for Multi-class Classification by Pairwise Coupling", 2004, algorithm 2
 */
function coupled(p: Tensor): Tensor {
  const q = p.subFrom(1);
  const [own, mixed, other] = [q.square(), q.mul(p).neg(), p.square()];
  const half = p.mul(0).add(0.5);
  let [a, b] = [half, half];
  for (let round = 0; round < ROUNDS; round++) {
    const [left, right] = [own.mul(a).add(mixed.mul(b)), mixed.mul(a).add(other.mul(b))];
    const all = a.mul(left).add(b.mul(right));
    const isContent = left.sub(all).abs().maximum(right.sub(all).abs()).less(CONTENT);
    const first = all.sub(left).div(own);
    const scale = first.add(1);
    const [a1, b1] = [a.add(first).div(scale), b.div(scale)];
    const all1 = all.add(first.mul(first.mul(own).add(left.mul(2)))).div(scale.square());
    const second = all1.sub(right.add(first.mul(mixed)).div(scale)).div(other);
    const rescale = second.add(1);
    a = a.where(isContent, a1.div(rescale));
    b = b.where(isContent, b1.add(second).div(rescale));
  }
  return concat([a, b], 1);
}

/** What a class is to be: as a probability of two classes, or as what is said of each pair. */
function svmScores(c: NodeCall, { scores }: Pairs, count: number): Value | Foreign {
  const transform = c.word('post_transform', transforms, 'NONE');
  const [slope, shift] = [c.floats('prob_a') ?? [], c.floats('prob_b') ?? []];
  if (slope.length !== shift.length) unsupported(`${slope.length} prob_a of ${shift.length} prob_b`);
  if (slope.length === 0 && count > 2) return Value.of(transformed(scores, transform), 'float');
  if (slope.length === 0)
    // Of the others, runtimes and the reference of ONNX make what is not the same.
    return ['NONE', 'LOGISTIC'].includes(transform)
      ? Value.of(transformed(bothOf(scores, 'opposite'), transform), 'float')
      : new Foreign(`one score of two classes, and ${transform}: ask for the label`);
  if (count > 2 || slope.length !== 1)
    return new Foreign('the probabilities of more than two classes, which runtimes do not agree on: ask for the label');
  const p = scores.mul(slope[0]!).add(shift[0]!).neg().sigmoid();
  return Value.of(transformed(coupled(p.maximum(1e-7).minimum(1 - 1e-7)), transform), 'float');
}

/** Labels and scores: with support vectors each pair of classes votes, without any it is a linear model. */
function svmClassifier(c: NodeCall): Held[] {
  const x = rowsOf(c);
  const count = classCount(c, INTS, TEXTS);
  if (count < 2) unsupported('one class');
  const rho = c.floats('rho') ?? unsupported('no rho');
  const perClass = c.ints('vectors_per_class') ?? [];
  const coefficients = c.floats('coefficients') ?? [];
  if (perClass.length === 0) {
    c.ignore('kernel_type', 'kernel_params', 'support_vectors', 'prob_a', 'prob_b');
    const rows = matrix(c, 'coefficients', x.shape[1]!);
    if (rows.shape[0] !== count || rho.length === 0) unsupported(`${rows.shape[0]} rows of ${count} classes`);
    const scores = x.matMul(rows, { transposeB: true }).add(rho[0]!);
    const made = Value.of(transformed(scores, c.word('post_transform', transforms, 'NONE')), 'float');
    // ONNX Runtime takes the highest of more than two, the reference of ONNX where there are as many rho.
    const isAgreed = count > 2 && rho.length > 1;
    return [
      isAgreed
        ? labels(c, scores, INTS, TEXTS)
        : new Foreign('a label that runtimes do not agree on: ask for the scores'),
      made,
    ];
  }
  if (perClass.length !== count) unsupported(`vectors of ${perClass.length} classes for ${count} labels`);
  const pairs = pairsOf(c, x, perClass, rho);
  const scores = svmScores(c, pairs, count);
  // With these, the reference of ONNX always takes the second.
  const isOdd = count === 2 && !c.floats('prob_a')?.length && coefficients.every((each) => each >= 0);
  return [
    isOdd
      ? new Foreign('the label where no coefficient is below 0: ask for the scores')
      : labels(c, votes(c, pairs, count), INTS, TEXTS),
    scores,
  ];
}

export const supportVectors: Readonly<Record<string, Operator>> = {
  SVMClassifier: svmClassifier,
  SVMRegressor: svmRegressor,
};
