/** The activations of recurrent operators, by the names that their attributes have for them. */
import type { Tensor } from '@bernoulli/api';
import type { NodeCall } from '../node-call.ts';
import { unsupported } from '../unsupported.ts';
import { elu, hardSigmoid, softplus } from './activations.ts';

export type Activation = (x: Tensor) => Tensor;

type Make = (alpha: number | undefined, beta: number | undefined) => Activation;

const makers: Readonly<Record<string, Make>> = {
  tanh: () => (x) => x.tanh(),
  sigmoid: () => (x) => x.sigmoid(),
  relu: () => (x) => x.relu(),
  softsign: () => (x) => x.div(x.abs().add(1)),
  softplus: () => softplus,
  leakyrelu:
    (alpha = 0.01) =>
    (x) =>
      x.mul(alpha).where(x.less(0), x),
  elu:
    (alpha = 1) =>
    (x) =>
      elu(x, alpha),
  hardsigmoid:
    (alpha = 0.2, beta = 0.5) =>
    (x) =>
      hardSigmoid(x, alpha, beta),
  affine:
    (alpha = 1, beta = 0) =>
    (x) =>
      x.mul(alpha).add(beta),
  scaledtanh:
    (alpha = 1, beta = 1) =>
    (x) =>
      x.mul(beta).tanh().mul(alpha),
  thresholdedrelu:
    (alpha = 1) =>
    (x) =>
      x.where(x.greaterEqual(alpha), 0),
};

/** The activations of each direction. */
export function recurrentActivations(c: NodeCall, standard: readonly string[], directions: number): Activation[][] {
  const names = c.texts('activations') ?? Array.from({ length: directions }, () => standard).flat();
  const [alphas, betas] = [c.floats('activation_alpha'), c.floats('activation_beta')];
  if (names.length !== standard.length * directions) unsupported(`${names.length} activations`);
  // Fewer numbers than activations would have to be handed out by rules on which engines differ.
  for (const list of [alphas, betas])
    if (list !== undefined && list.length !== 0 && list.length !== names.length)
      unsupported('activation_alpha or activation_beta for some activations');
  const made = names.map((name, i) => {
    const key = name.toLowerCase();
    const make = Object.hasOwn(makers, key) ? makers[key]! : unsupported(`activation ${name}`);
    return make(alphas?.[i], betas?.[i]);
  });
  return Array.from({ length: directions }, (_, d) => made.slice(d * standard.length, (d + 1) * standard.length));
}
