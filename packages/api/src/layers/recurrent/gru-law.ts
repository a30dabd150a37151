/** The step of a gated recurrent unit. */
import type { ActivationFunction } from '../../activations/index.ts';
import type { Tensor } from '../../tracing/tensor.ts';
import { pieces, productWith, split } from './gates.ts';
import { gateWeights, type RecurrentLaw, type SequenceWeights } from './law.ts';
import type { UnitsSettings } from './settings.ts';

export interface GRUSettings extends UnitsSettings {
  readonly recurrentActivation: ActivationFunction;
  readonly resetAfter: boolean;
}

/**
 * With the sums z, r, n of x · kernel + bias and those of the state likewise: h′ = σ(z) · h + (1 − σ(z)) · activation(n), where the reset
 * gate σ(r) meets the state after its product with the recurrent kernel, or before.
 */
export function gruLaw(settings: GRUSettings): RecurrentLaw {
  const { units, activation, recurrentActivation, useBias, resetAfter } = settings;
  return {
    states: ['hidden'],
    gates: 3,
    weights: (features) => gateWeights(settings, 3, features, resetAfter ? [2, 3 * units] : [3 * units]),
    begin(weights) {
      const input = productWith(weights.weight('kernel'), weights.inputFactors);
      const [inputBias, stateBias] = useBias ? biases(weights.weight('bias')) : [];
      const gates = resetAfter ? after(weights, stateBias) : before(weights, units);
      return {
        project: (x) => (inputBias === undefined ? input(x) : input(x).add(inputBias)),
        step(projected, [hidden]) {
          const [z, r, candidate] = gates(projected, hidden!, recurrentActivation);
          const output = z.mul(hidden!).add(z.subFrom(1).mul(activation(candidate(r))));
          return { output, hidden: output };
        },
      };
    },
  };
}

/** Update gate, reset gate, and the sum of the candidate for a reset gate. */
type Gates = (
  projected: Tensor,
  hidden: Tensor,
  activation: ActivationFunction,
) => readonly [Tensor, Tensor, (reset: Tensor) => Tensor];

/** `[2, 3 · units]`, or `[3 · units]` for the inputs alone. */
function biases(bias: Tensor): Tensor[] {
  const size = bias.shape.at(-1)!;
  return bias.rank === 1 ? [bias] : split(bias.reshape([2 * size]), 2);
}

function after({ weight, stateFactors }: SequenceWeights, bias: Tensor | undefined): Gates {
  const product = productWith(weight('recurrentKernel'), stateFactors);
  return (projected, hidden, activation) => {
    const [xz, xr, xn] = split(projected, 3);
    const [hz, hr, hn] = split(bias === undefined ? product(hidden) : product(hidden).add(bias), 3);
    return [activation(xz!.add(hz!)), activation(xr!.add(hr!)), (reset) => xn!.add(reset.mul(hn!))];
  };
}

function before({ weight, stateFactors }: SequenceWeights, units: number): Gates {
  const [gates, candidate] = pieces(weight('recurrentKernel'), [2 * units, units]);
  const factors = (from: number, count: number): Tensor | undefined =>
    stateFactors?.slice([0, from, 0], [stateFactors.shape[0]!, count, units]);
  const ofGates = productWith(gates!, factors(0, 2));
  const ofCandidate = productWith(candidate!, factors(2, 1));
  return (projected, hidden, activation) => {
    const [sums, xn] = pieces(projected, [2 * units, units]);
    const [z, r] = split(sums!.add(ofGates(hidden)), 2);
    return [activation(z!), activation(r!), (reset) => xn!.add(ofCandidate(reset.mul(hidden)))];
  };
}
