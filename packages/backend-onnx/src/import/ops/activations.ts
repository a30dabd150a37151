/** Activations. */
import { activations as ours, type Tensor } from '@bernoulli/api';
import { unsupported } from '../unsupported.ts';
import type { NodeCall, Operator } from '../node-call.ts';
import type { Value } from '../value.ts';
import { onFloats } from './elementwise.ts';
import { requireSmall } from './integers.ts';

/** log(1 + eˣ), which neither overflows nor loses its digits. */
export function softplus(x: Tensor): Tensor {
  return x.abs().neg().exp().log1p().add(x.maximum(0));
}

/** eˣ − 1, where x is at most 0. */
function expm1OfNegative(x: Tensor): Tensor {
  const low = x.minimum(0);
  // By tanh, which keeps the digits of small numbers: eˣ − 1 = 2 t / (1 − t) with t = tanh(x/2).
  const t = low.mul(0.5).tanh();
  return t.mul(2).div(t.subFrom(1));
}

function bend(x: Tensor, below: Tensor): Tensor {
  return below.where(x.less(0), x);
}

/** eˣ − 1 below 0, scaled; x above. */
export function elu(x: Tensor, alpha: number): Tensor {
  return bend(x, expm1OfNegative(x).mul(alpha));
}

export function hardSigmoid(x: Tensor, alpha: number, beta: number): Tensor {
  return x.mul(alpha).add(beta).clip(0, 1);
}

export function gelu(x: Tensor, approximate: 'none' | 'tanh'): Tensor {
  if (approximate === 'none') return x.mul(0.5).mul(x.mul(Math.SQRT1_2).erf().add(1));
  const inner = x.add(x.square().mul(x).mul(0.044715)).mul(Math.sqrt(2 / Math.PI));
  return x.mul(0.5).mul(inner.tanh().add(1));
}

function clip(c: NodeCall): Value {
  const x = c.input(0);
  requireSmall(x.type);
  let made = x.tensor;
  if (c.opset < 11) {
    const [low, high] = [c.float('min'), c.float('max')];
    if (low !== undefined) made = made.maximum(low);
    if (high !== undefined) made = made.minimum(high);
    return c.same(made);
  }
  const [low, high] = [c.optional(1), c.optional(2)];
  if (low !== undefined) made = made.maximum(low.tensor);
  if (high !== undefined) made = made.minimum(high.tensor);
  return c.same(made);
}

/** The slope may be smaller than x: it broadcasts to it. */
function prelu(c: NodeCall): Value {
  const [x, slope] = [c.tensor(0), c.tensor(1)];
  if (x.dtype !== 'f32') unsupported(`an operand of type ${c.input(0).type}`);
  // Before opset 7 a list had a number for each channel.
  const isPerChannel = c.opset < 7 && slope.rank === 1 && x.rank > 1;
  const beside = isPerChannel ? slope.reshape([slope.shape[0]!, ...x.shape.slice(2).map(() => 1)]) : slope;
  return c.same(bend(x, x.mul(beside)));
}

function swish(x: Tensor, alpha: number): Tensor {
  return x.mul((alpha === 1 ? x : x.mul(alpha)).sigmoid());
}

export const activations: Readonly<Record<string, Operator>> = {
  Clip: clip,
  PRelu: prelu,
  Elu: onFloats((x, c) => elu(x, c.float('alpha', 1))),
  Selu: onFloats((x, c) => {
    const [alpha, gamma] = [c.float('alpha', 1.6732631921768188), c.float('gamma', 1.0507010221481323)];
    return elu(x, alpha).mul(gamma);
  }),
  Celu: onFloats((x, c) => {
    const alpha = c.float('alpha', 1);
    return bend(x, expm1OfNegative(x.div(alpha)).mul(alpha));
  }),
  LeakyRelu: onFloats((x, c) => bend(x, x.mul(c.float('alpha', 0.01)))),
  ThresholdedRelu: onFloats((x, c) => x.where(x.greater(c.float('alpha', 1)), 0)),
  HardSigmoid: onFloats((x, c) => hardSigmoid(x, c.float('alpha', 0.2), c.float('beta', 0.5))),
  HardSwish: onFloats((x) => x.mul(hardSigmoid(x, 1 / 6, 0.5))),
  Softsign: onFloats((x) => x.div(x.abs().add(1))),
  Softplus: onFloats(softplus),
  Mish: onFloats((x) => ours.mish(x)),
  Gelu: onFloats((x, c) => gelu(x, c.word('approximate', ['none', 'tanh'], 'none'))),
  Swish: onFloats((x, c) => swish(x, c.float('alpha', 1))),
  Shrink: onFloats((x, c) => {
    const [lambda, bias] = [c.float('lambd', 0.5), c.float('bias', 0)];
    const low = x.add(bias).where(x.less(-lambda), 0);
    return x.sub(bias).where(x.greater(lambda), low);
  }),
};
