/** A fully connected layer. */
import { activationName, getActivation, type Activation } from '../activations/index.ts';
import { checkKeys } from '../config/read-config.ts';
import { getConstraint, type Constraint } from '../constraints/index.ts';
import { getInitializer, type Initializer } from '../initializers/index.ts';
import { fail, printShape, type Shape } from '../ir/index.ts';
import { Layer, type PlainConfig } from '../tracing/layer.ts';
import { getRegularizer, type Regularizer } from '../regularizers/index.ts';
import type { Tensor } from '../tracing/tensor.ts';

/** What a name, an instance or a stored description may stand for. */
type ActivationLike = Parameters<typeof getActivation>[0];
type InitializerLike = Parameters<typeof getInitializer>[0];
type RegularizerLike = Parameters<typeof getRegularizer>[0];
type ConstraintLike = Parameters<typeof getConstraint>[0];

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

const options = [
  'units',
  'activation',
  'useBias',
  'kernelInitializer',
  'biasInitializer',
  'kernelRegularizer',
  'biasRegularizer',
  'kernelConstraint',
  'biasConstraint',
  'name',
] as const satisfies readonly (keyof DenseConfig)[];

/**
 * activation(x · kernel + bias) along the last axis: `[batch, …, n]` to `[batch, …, units]`.
 *
 * Weights: `kernel` `[n, units]` and, with `useBias`, `bias` `[units]`.
 *
 * @throws BernoulliError `CONFIG` for units that are no whole number from 1 up; `SHAPE` for an input without a feature axis.
 * @example
 * ```ts
 * import { Dense } from '@bernoulli/api';
 * new Dense({ units: 64, activation: 'relu' }).getConfig().units; // => 64
 * ```
 */
export class Dense extends Layer {
  readonly className = 'Dense';
  readonly #units: number;
  readonly #activation: Activation;
  readonly #useBias: boolean;
  readonly #kernel: Weight;
  readonly #bias: Weight;
  readonly #name: string | undefined;

  constructor(config: DenseConfig) {
    super();
    checkKeys('Dense', config, options);
    if (!Number.isInteger(config.units) || config.units < 1)
      fail('CONFIG', { who: 'Dense', what: 'units must be a whole number from 1 up', received: config.units });
    this.#units = config.units;
    this.#activation = getActivation(config.activation);
    this.#useBias = config.useBias ?? true;
    this.#kernel = weight(
      config.kernelInitializer ?? 'glorotUniform',
      config.kernelRegularizer,
      config.kernelConstraint,
    );
    this.#bias = weight(config.biasInitializer ?? 'zeros', config.biasRegularizer, config.biasConstraint);
    this.#name = config.name;
  }

  getConfig(): PlainConfig {
    return {
      units: this.#units,
      activation: activationName(this.#activation),
      useBias: this.#useBias,
      kernelInitializer: stored(this.#kernel.initializer),
      biasInitializer: stored(this.#bias.initializer),
      kernelRegularizer: stored(this.#kernel.regularizer),
      biasRegularizer: stored(this.#bias.regularizer),
      kernelConstraint: stored(this.#kernel.constraint),
      biasConstraint: stored(this.#bias.constraint),
      ...(this.#name === undefined ? {} : { name: this.#name }),
    };
  }

  override build(input: Shape): void {
    const features = input.at(-1);
    if (input.length < 2 || features === undefined || features < 1)
      fail('SHAPE', {
        who: 'Dense',
        what: 'needs an input [batch, …, features] with known features',
        received: printShape(input),
      });
    this.addWeight({ name: 'kernel', shape: [features, this.#units], ...this.#kernel });
    if (this.#useBias) this.addWeight({ name: 'bias', shape: [this.#units], ...this.#bias });
  }

  call(x: Tensor): Tensor {
    const product = x.matMul(this.weight('kernel', x));
    return this.#activation(this.#useBias ? product.add(this.weight('bias', x)) : product);
  }
}

interface Weight {
  readonly initializer: Initializer;
  readonly regularizer: Regularizer | null;
  readonly constraint: Constraint | null;
}

function weight(
  initializer: InitializerLike,
  regularizer: RegularizerLike | undefined,
  constraint: ConstraintLike | undefined,
): Weight {
  return {
    initializer: getInitializer(initializer),
    regularizer: getRegularizer(regularizer),
    constraint: getConstraint(constraint),
  };
}

function stored(part: { readonly className: string; getConfig(): PlainConfig } | null): PlainConfig | null {
  return part === null ? null : { className: part.className, config: part.getConfig() };
}
