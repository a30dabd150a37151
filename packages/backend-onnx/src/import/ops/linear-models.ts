/** Linear models of `ai.onnx.ml`. */
import type { Tensor } from '@bernoulli/api';
import type { Held } from '../held.ts';
import type { NodeCall, Operator } from '../node-call.ts';
import { unsupported } from '../unsupported.ts';
import { Value } from '../value.ts';
import { bothOf, classCount, labels, regressed, rowsOf, transformed, transforms } from './scores.ts';

/** Numbers of an attribute as a matrix with rows of a size. */
export function matrix(c: NodeCall, name: string, columns: number): Tensor {
  const values = c.floats(name) ?? unsupported(`no ${name}`);
  const rows = values.length / columns;
  if (!Number.isInteger(rows)) unsupported(`${values.length} ${name} of ${columns} features`);
  return c.known('float', [rows, columns], Float64Array.from(values)).tensor;
}

/** A product with each row of coefficients, and what is added to it. */
function affine(c: NodeCall, x: Tensor): Tensor {
  const rows = matrix(c, 'coefficients', x.shape[1]!);
  const added = c.floats('intercepts') ?? [];
  const product = x.matMul(rows, { transposeB: true });
  if (added.length === 0) return product;
  if (added.length !== rows.shape[0]) unsupported(`${added.length} intercepts of ${rows.shape[0]} rows`);
  return product.add(c.known('float', [added.length], Float64Array.from(added)).tensor);
}

function linearRegressor(c: NodeCall): Value {
  const scores = affine(c, rowsOf(c));
  const targets = c.int('targets', 1);
  if (scores.shape[1] !== targets) unsupported(`attribute targets = ${targets}`);
  return Value.of(regressed(scores, c.word('post_transform', transforms, 'NONE')), 'float');
}

/** Labels and scores. How the classes were told apart in training changes nothing. */
function linearClassifier(c: NodeCall): Held[] {
  const given = affine(c, rowsOf(c));
  const count = classCount(c, 'classlabels_ints', 'classlabels_strings');
  const transform = c.word('post_transform', transforms, 'NONE');
  c.ignore('multi_class');
  // Of one score, runtimes and the reference of ONNX make the same two in this way alone.
  const isShared = given.shape[1] === 1 && count === 2 && transform === 'LOGISTIC';
  if (!isShared && (given.shape[1] !== count || count < 2))
    unsupported(`${given.shape[1]} scores of ${count} classes, and ${transform}`);
  const scores = isShared ? bothOf(given, 'opposite') : given;
  return [
    labels(c, scores, 'classlabels_ints', 'classlabels_strings'),
    Value.of(transformed(scores, transform), 'float'),
  ];
}

export const linearModels: Readonly<Record<string, Operator>> = {
  LinearClassifier: linearClassifier,
  LinearRegressor: linearRegressor,
};
