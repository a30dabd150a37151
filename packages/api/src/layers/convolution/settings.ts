/** What may be set on every convolution. */
import { activation } from '../../activations/field.ts';
import type { ActivationLike } from '../../activations/index.ts';
import { constraint } from '../../constraints/field.ts';
import type { ConstraintLike } from '../../constraints/index.ts';
import { initializer } from '../../initializers/field.ts';
import type { InitializerLike } from '../../initializers/index.ts';
import { flag, name, oneOf } from '../../ir/index.ts';
import { regularizer } from '../../regularizers/field.ts';
import type { RegularizerLike } from '../../regularizers/index.ts';
import { sizesField, type Sizes } from '../sizes.ts';

/** Where windows lie. */
export interface WindowConfig {
  /** Size of the window: one number, or one for each axis. */
  readonly kernelSize: Sizes;
  /** How far apart places are. Default 1. */
  readonly strides?: Sizes | undefined;
  /** `'valid'`, the default: inside the input alone. `'same'`: zeros around it, so that there are ⌈size / stride⌉ places. */
  readonly padding?: 'valid' | 'same' | undefined;
  /** How far apart the elements of a window are. Default 1. Above 1 strides must be 1. */
  readonly dilationRate?: Sizes | undefined;
}

/** What follows the sum over the window. */
export interface OutputConfig {
  /** Default `'linear'`. */
  readonly activation?: ActivationLike | undefined;
  /** Default true. */
  readonly useBias?: boolean | undefined;
  /** Default `'zeros'`. */
  readonly biasInitializer?: InitializerLike | undefined;
  readonly biasRegularizer?: RegularizerLike | undefined;
  readonly biasConstraint?: ConstraintLike | undefined;
  readonly name?: string | undefined;
}

/** The laws of the weights of the window. */
export interface KernelConfig {
  /** Default `'glorotUniform'`. */
  readonly kernelInitializer?: InitializerLike | undefined;
  readonly kernelRegularizer?: RegularizerLike | undefined;
  readonly kernelConstraint?: ConstraintLike | undefined;
}

/** The fields of {@link WindowConfig}, for so many axes. */
export const windowFields = (axes: number) => ({
  kernelSize: sizesField(axes),
  strides: sizesField(axes, 1),
  padding: oneOf(['valid', 'same'], 'valid'),
  dilationRate: sizesField(axes, 1),
});

/** The fields of {@link OutputConfig}. */
export const outputFields = () => ({
  activation: activation('linear'),
  useBias: flag(true),
  biasInitializer: initializer('zeros'),
  biasRegularizer: regularizer(),
  biasConstraint: constraint(),
  name: name(),
});

/** The fields of {@link KernelConfig}. */
export const kernelFields = () => ({
  kernelInitializer: initializer('glorotUniform'),
  kernelRegularizer: regularizer(),
  kernelConstraint: constraint(),
});
