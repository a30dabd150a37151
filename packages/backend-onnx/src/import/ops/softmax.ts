/** Softmax and its like, and the losses that are made of it. */
import { sizeOf } from '@bernoulli/api/ir';
import type { Tensor } from '@bernoulli/api';
import type { NodeCall, Operator } from '../node-call.ts';
import { unsupported } from '../unsupported.ts';
import { Value } from '../value.ts';
import { counted } from './axes.ts';

/** Before opset 13 all axes from one on are taken together; then one axis is meant. */
function alongAxis(f: (x: Tensor, axis: number) => Tensor): Operator {
  return (c) => {
    const x = c.input(0);
    const axis = c.axis('axis', c.opset < 13 ? 1 : -1, x.rank);
    if (x.dtype !== 'f32') unsupported(`an operand of type ${x.type}`);
    if (c.opset >= 13 || axis === x.rank - 1) return c.same(f(x.tensor, axis));
    const row = sizeOf(x.shape.slice(axis));
    return c.same(f(x.tensor.reshape([...x.shape.slice(0, axis), row]), axis).reshape(x.shape));
  };
}

/** 1 at the first of the largest, 0 elsewhere. */
function hardmax(x: Tensor, axis: number): Tensor {
  const size = x.shape[axis]!;
  if (size < 0) unsupported('an axis of open size');
  const best = x.argMax(axis).reshape(x.shape.with(axis, 1));
  return best
    .equal(
      counted(
        x,
        x.shape.map((_, i) => (i === axis ? size : 1)),
        axis,
      ),
    )
    .cast('f32');
}

/** −log p of the label's class, weighted; labels to be ignored weigh 0. `[batch, classes, …]` and `[batch, …]`. */
function likelihood(c: NodeCall, logs: Tensor): Value {
  const labels = c.tensor(1);
  const weight = c.optional(2)?.tensor;
  const ignored = c.int('ignore_index');
  const reduction = c.word('reduction', ['mean', 'sum', 'none'], 'mean');
  const classes = logs.shape[1]!;
  const axis = labels.shape.toSpliced(1, 0, 1);
  const hit = labels.reshape(axis).equal(counted(logs, [1, classes, ...labels.shape.slice(1).map(() => 1)], 1));
  const picked = logs.where(hit, 0).sum(1).neg();
  const isKept = ignored === undefined ? undefined : labels.notEqual(ignored);
  let weights = weight?.gather(labels);
  if (isKept !== undefined) weights = weights === undefined ? isKept.cast('f32') : weights.where(isKept, 0);
  const losses = weights === undefined ? picked : picked.mul(weights);
  const { type } = c.input(0);
  if (reduction === 'none') return Value.of(losses, type);
  if (reduction === 'sum') return Value.of(losses.sum(), type);
  return Value.of(weights === undefined ? losses.mean() : losses.sum().div(weights.sum()), type);
}

export const softmaxes: Readonly<Record<string, Operator>> = {
  Softmax: alongAxis((x, axis) => x.softmax(axis)),
  LogSoftmax: alongAxis((x, axis) => x.logSoftmax(axis)),
  Hardmax: alongAxis(hardmax),
  NegativeLogLikelihoodLoss: (c) => likelihood(c, c.tensor(0)),
  SoftmaxCrossEntropyLoss: (c) => {
    const logs = c.tensor(0).logSoftmax(1);
    return [likelihood(c, logs), c.same(logs)];
  },
};
