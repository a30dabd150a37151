/** The step of a long short-term memory. */
import type { ActivationFunction } from '../../activations/index.ts';
import type { Initializer } from '../../initializers/index.ts';
import { productWith, split } from './gates.ts';
import type { Tensor } from '../../tracing/tensor.ts';
import { gateWeights, type RecurrentLaw, type Stepped } from './law.ts';
import type { UnitsSettings } from './settings.ts';

export interface LSTMSettings extends UnitsSettings {
  readonly recurrentActivation: ActivationFunction;
  readonly unitForgetBias: boolean;
}

/**
 * With the sums i, f, g, o of x · kernel + h · recurrentKernel + bias: carry′ = σ(f) · carry + σ(i) · activation(g), and
 * h′ = σ(o) · activation(carry′).
 */
export function lstmLaw(settings: LSTMSettings): RecurrentLaw {
  const { useBias, unitForgetBias, biasInitializer, units } = settings;
  const laws = unitForgetBias ? { ...settings, biasInitializer: withOnes(biasInitializer, units) } : settings;
  return {
    states: ['hidden', 'carry'],
    gates: 4,
    weights: (features) => gateWeights(laws, 4, features),
    begin({ weight, inputFactors, stateFactors }) {
      const input = productWith(weight('kernel'), inputFactors);
      const recurrent = productWith(weight('recurrentKernel'), stateFactors);
      return {
        project: (x) => (useBias ? input(x).add(weight('bias')) : input(x)),
        step(projected, [hidden, before]) {
          return lstmStep(projected.add(recurrent(hidden!)), before!, settings);
        },
      };
    },
  };
}

/** What follows from the sums of all gates, one after the other along the last axis, and the carry before. */
export function lstmStep(
  sums: Tensor,
  before: Tensor,
  { activation, recurrentActivation }: Pick<LSTMSettings, 'activation' | 'recurrentActivation'>,
): Stepped {
  const [i, f, g, o] = split(sums, 4);
  const carry = recurrentActivation(f!)
    .mul(before)
    .add(recurrentActivation(i!).mul(activation(g!)));
  const output = recurrentActivation(o!).mul(activation(carry));
  return { output, hidden: output, carry };
}

/** The values of an initializer with ones for the gate that keeps the carry. */
export function withOnes(initializer: Initializer, units: number): Initializer {
  return {
    className: initializer.className,
    draw: (key, shape) => initializer.draw(key, shape).fill(1, units, 2 * units),
    getConfig: () => initializer.getConfig(),
  };
}
