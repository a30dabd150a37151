/** What the kinds of recurrent layer differ in: their states, their weights, and how a step follows from the one before. */
import type { ParameterConfig } from '../../tracing/module.ts';
import type { Tensor } from '../../tracing/tensor.ts';
import type { SequenceDropout } from './sequence-dropout.ts';
import type { UnitsSettings } from './settings.ts';

/** What a step gives: its output, and the states after it by their names. */
export type Stepped = Readonly<Record<string, Tensor>> & { readonly output: Tensor };

/** What a sequence is computed with. */
export interface SequenceWeights {
  weight(name: string): Tensor;
  /** Of the input, `[batch, gates, features]`, or one for all gates. */
  readonly inputFactors: Tensor | undefined;
  /** Of the state, `[batch, gates, units]`. */
  readonly stateFactors: Tensor | undefined;
}

/** A sequence that is being computed. */
export interface Sequence {
  /** What inputs add to the sums of the gates, `[…, batch, features]` to `[…, batch, gates · units]`: for all steps at once. */
  project(x: Tensor): Tensor;
  step(projected: Tensor, states: readonly Tensor[]): Stepped;
}

export interface RecurrentLaw {
  /** Names of the states, each of as many numbers as there are units, in order. */
  readonly states: readonly string[];
  /** How many sums each unit takes. */
  readonly gates: number;
  weights(features: number): ParameterConfig[];
  begin(weights: SequenceWeights): Sequence;
}

/** Kernel, recurrent kernel and, where there is one, the bias of cells with so many gates. */
export function gateWeights(
  settings: UnitsSettings,
  gates: number,
  features: number,
  bias: readonly number[] = [gates * settings.units],
): ParameterConfig[] {
  const { units, useBias } = settings;
  const weights = [
    {
      name: 'kernel',
      shape: [features, gates * units],
      initializer: settings.kernelInitializer,
      regularizer: settings.kernelRegularizer,
      constraint: settings.kernelConstraint,
    },
    {
      name: 'recurrentKernel',
      shape: [units, gates * units],
      initializer: settings.recurrentInitializer,
      regularizer: settings.recurrentRegularizer,
      constraint: settings.recurrentConstraint,
    },
    {
      name: 'bias',
      shape: bias,
      initializer: settings.biasInitializer,
      regularizer: settings.biasRegularizer,
      constraint: settings.biasConstraint,
    },
  ];
  return useBias ? weights : weights.slice(0, 2);
}

/** The noise of a sequence. */
export interface SequenceNoise {
  readonly dropout: SequenceDropout | undefined;
  readonly recurrentDropout: SequenceDropout | undefined;
}

/** Of a sequence `[steps, batch, …]`, `[batch, 1, …]`. */
export function meanOverSteps(x: Tensor): Tensor {
  const [, batch, ...row] = x.shape as [number, number, ...number[]];
  return x.mean(0).reshape([batch, 1, ...row]);
}

/**
 * Factors of the noise of a sequence whose inputs are `[…, batch, features]`. As in Keras, each gate has factors of its own where the
 * state is dropped, and else one are for all.
 */
export function drawFactors(
  { dropout, recurrentDropout }: SequenceNoise,
  law: RecurrentLaw,
  x: Tensor,
  units: number,
): Pick<SequenceWeights, 'inputFactors' | 'stateFactors'> {
  const [batch, features] = x.shape.slice(-2) as [number, number];
  const gates = recurrentDropout === undefined ? 1 : law.gates;
  return {
    inputFactors: dropout?.factors(x, [batch, gates, features], () => meanOverSteps(x)),
    stateFactors: recurrentDropout?.factors(x, [batch, law.gates, units]),
  };
}
