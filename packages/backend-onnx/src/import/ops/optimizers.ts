/** Steps of optimizers, which ONNX has as operators of a domain of their own. */
import type { Tensor } from '@bernoulli/api';
import type { NodeCall, Operator } from '../node-call.ts';
import { unsupported } from '../unsupported.ts';
import { Value } from '../value.ts';

/** The next of some tensors, each `kinds` values: the weight, its gradient, its slots. */
function steps(
  kinds: number,
  step: (c: NodeCall, rate: Tensor, time: Tensor) => (values: readonly Tensor[]) => readonly Tensor[],
): Operator {
  return (c) => {
    const all = c.all();
    const count = (all.length - 2) / kinds;
    if (!Number.isInteger(count)) unsupported(`${all.length} operands`);
    const next = step(c, all[0]!.tensor, all[1]!.tensor.cast('f32'));
    const made = Array.from({ length: count }, (_, i) =>
      next(Array.from({ length: kinds }, (_, k) => all[2 + k * count + i]!.tensor)),
    );
    return made[0]!.flatMap((_, k) => made.map((values) => Value.of(values[k]!, all[2]!.type)));
  };
}

/** The gradient with that of a penalty on the weight's square. */
function penalized(c: NodeCall): (x: Tensor, g: Tensor) => Tensor {
  const factor = c.float('norm_coefficient', 0);
  return (x, g) => (factor === 0 ? g : x.mul(factor).add(g));
}

const adam = steps(4, (c, rate, time) => {
  const [alpha, beta, epsilon] = [c.float('alpha', 0.9), c.float('beta', 0.999), c.float('epsilon', 0)];
  const after = 1 - c.float('norm_coefficient_post', 0);
  const regularized = penalized(c);
  const power = (base: number): Tensor => time.constant(Float32Array.of(base), []).pow(time);
  const corrected = rate.mul(power(beta).subFrom(1).sqrt()).div(power(alpha).subFrom(1));
  const now = corrected.where(time.greater(0), rate);
  return ([x, g, v, h]) => {
    const slope = regularized(x!, g!);
    const mean = v!.mul(alpha).add(slope.mul(1 - alpha));
    const square = h!.mul(beta).add(slope.square().mul(1 - beta));
    return [x!.sub(now.mul(mean).div(square.sqrt().add(epsilon))).mul(after), mean, square];
  };
});

const adagrad = steps(3, (c, rate, time) => {
  const [decay, epsilon] = [c.float('decay_factor', 0), c.float('epsilon', 0)];
  const regularized = penalized(c);
  const now = rate.div(time.mul(decay).add(1));
  return ([x, g, h]) => {
    const slope = regularized(x!, g!);
    const sum = h!.add(slope.square());
    return [x!.sub(now.mul(slope).div(sum.sqrt().add(epsilon))), sum];
  };
});

const momentum = steps(3, (c, rate, time) => {
  const [alpha, beta] = [c.float('alpha', 0), c.float('beta', 0)];
  const isNesterov = c.word('mode', ['standard', 'nesterov'], 'standard') === 'nesterov';
  const regularized = penalized(c);
  const share = time.constant(Float32Array.of(beta), []).where(time.greater(0), 1);
  return ([x, g, v]) => {
    const slope = regularized(x!, g!);
    const speed = v!.mul(alpha).add(slope.mul(share));
    return [x!.sub(rate.mul(isNesterov ? slope.add(speed.mul(alpha)) : speed)), speed];
  };
});

export const optimizers: Readonly<Record<string, Operator>> = { Adam: adam, Adagrad: adagrad, Momentum: momentum };
