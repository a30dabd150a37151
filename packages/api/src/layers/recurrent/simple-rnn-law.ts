/** The step of a simple recurrent network. */
import { productWith } from './gates.ts';
import { gateWeights, type RecurrentLaw } from './law.ts';
import type { UnitsSettings } from './settings.ts';

/** h′ = activation(x · kernel + h · recurrentKernel + bias). */
export function simpleRNNLaw(settings: UnitsSettings): RecurrentLaw {
  const { activation, useBias } = settings;
  return {
    states: ['hidden'],
    gates: 1,
    weights: (features) => gateWeights(settings, 1, features),
    begin({ weight, inputFactors, stateFactors }) {
      const input = productWith(weight('kernel'), inputFactors);
      const recurrent = productWith(weight('recurrentKernel'), stateFactors);
      return {
        project: (x) => (useBias ? input(x).add(weight('bias')) : input(x)),
        step(projected, [hidden]) {
          const output = activation(projected.add(recurrent(hidden!)));
          return { output, hidden: output };
        },
      };
    },
  };
}
