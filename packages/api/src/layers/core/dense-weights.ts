/** What a fully connected layer is told, and the weights that it has for that. */
import { activation } from '../../activations/field.ts';
import type { ActivationLike } from '../../activations/index.ts';
import { constraint } from '../../constraints/field.ts';
import type { ConstraintLike } from '../../constraints/index.ts';
import { initializer } from '../../initializers/field.ts';
import type { InitializerLike } from '../../initializers/index.ts';
import { fail, flag, name, printShape, required, whole, type SettingsOf, type Shape } from '../../ir/index.ts';
import { regularizer } from '../../regularizers/field.ts';
import type { RegularizerLike } from '../../regularizers/index.ts';
import type { ParameterConfig } from '../../tracing/module.ts';

export interface DenseConfig {
  /** Size of the output's last axis, from 1 up. */
  readonly units: number;
  /** Default `'linear'`. */
  readonly activation?: ActivationLike | undefined;
  /** Default true. */
  readonly useBias?: boolean | undefined;
  /** Default `'glorotUniform'`. */
  readonly kernelInitializer?: InitializerLike | undefined;
  /** Default `'zeros'`. */
  readonly biasInitializer?: InitializerLike | undefined;
  readonly kernelRegularizer?: RegularizerLike | undefined;
  readonly biasRegularizer?: RegularizerLike | undefined;
  readonly kernelConstraint?: ConstraintLike | undefined;
  readonly biasConstraint?: ConstraintLike | undefined;
  readonly name?: string | undefined;
}

/** The fields of {@link DenseConfig}. */
export const denseFields = {
  units: required(whole(1)),
  activation: activation('linear'),
  useBias: flag(true),
  kernelInitializer: initializer('glorotUniform'),
  biasInitializer: initializer('zeros'),
  kernelRegularizer: regularizer(),
  biasRegularizer: regularizer(),
  kernelConstraint: constraint(),
  biasConstraint: constraint(),
  name: name(),
};

/**
 * `kernel` `[n, units]` and, with `useBias`, `bias` `[units]`.
 *
 * @throws BernoulliError `SHAPE` for an input without a feature axis.
 */
export function denseWeights(who: string, config: SettingsOf<typeof denseFields>, input: Shape): ParameterConfig[] {
  const features = input.at(-1);
  if (input.length < 2 || features === undefined || features < 1)
    fail('SHAPE', {
      who,
      what: 'needs an input [batch, …, features] with known features',
      received: printShape(input),
      hint: input.length < 2 ? 'Each row is a list of features: [[1], [2]], not [1, 2]' : undefined,
    });
  const kernel = {
    name: 'kernel',
    shape: [features, config.units],
    initializer: config.kernelInitializer,
    regularizer: config.kernelRegularizer,
    constraint: config.kernelConstraint,
  };
  const bias = {
    name: 'bias',
    shape: [config.units],
    initializer: config.biasInitializer,
    regularizer: config.biasRegularizer,
    constraint: config.biasConstraint,
  };
  return config.useBias ? [kernel, bias] : [kernel];
}
