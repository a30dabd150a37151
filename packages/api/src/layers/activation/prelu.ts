/** A rectifier whose slope is learned. */
import { constraint } from '../../constraints/field.ts';
import type { ConstraintLike } from '../../constraints/index.ts';
import { initializer } from '../../initializers/field.ts';
import type { InitializerLike } from '../../initializers/index.ts';
import {
  fail,
  list,
  name,
  plainConfig,
  printShape,
  readConfig,
  whole,
  type SettingsOf,
  type Shape,
} from '../../ir/index.ts';
import { regularizer } from '../../regularizers/field.ts';
import type { RegularizerLike } from '../../regularizers/index.ts';
import { Layer, type PlainConfig } from '../../tracing/layer.ts';
import type { Tensor } from '../../tracing/tensor.ts';

export interface PReLUConfig {
  /** Default `'zeros'`. */
  readonly alphaInitializer?: InitializerLike | undefined;
  readonly alphaRegularizer?: RegularizerLike | undefined;
  readonly alphaConstraint?: ConstraintLike | undefined;
  /** Axes, counted from 1, that share a slope: `[1, 2]` for images with a slope per channel. Default: none. */
  readonly sharedAxes?: readonly number[] | undefined;
  readonly name?: string | undefined;
}

const fields = {
  alphaInitializer: initializer('zeros'),
  alphaRegularizer: regularizer(),
  alphaConstraint: constraint(),
  sharedAxes: list(whole(1), []),
  name: name(),
};

/**
 * x from 0 up, alpha · x below, with a slope alpha for each place of a row, or one along shared axes. The slope at 0 is 0.
 *
 * Weight: `alpha`, the shape of a row with 1 in the place of shared axes.
 *
 * @see K. He, X. Zhang, S. Ren, J. Sun, "Delving Deep into Rectifiers", ICCV 2015.
 * @throws BernoulliError `CONFIG` for a bad setting; `SHAPE` for shared axes that the input does not have, or open sizes that are not shared.
 * @example
 * ```ts
 * import { PReLU } from '@bernoulli/api';
 * new PReLU({ sharedAxes: [1, 2] }).getConfig().sharedAxes; // => [1, 2]
 * ```
 */
export class PReLU extends Layer {
  readonly className = 'PReLU';
  readonly #config: SettingsOf<typeof fields>;

  constructor(config: PReLUConfig = {}) {
    super();
    this.#config = readConfig('PReLU', config, fields);
  }

  getConfig(): PlainConfig {
    return plainConfig(fields, this.#config);
  }

  override build(input: Shape): void {
    const { sharedAxes } = this.#config;
    const bad = sharedAxes.find((axis) => axis >= input.length);
    if (input.length < 2 || bad !== undefined)
      fail('SHAPE', {
        who: 'PReLU',
        what:
          bad === undefined
            ? 'needs an input [batch, …]'
            : `sharedAxes names axis ${bad}, which the input does not have`,
        received: printShape(input),
      });
    this.addWeight({
      name: 'alpha',
      shape: input.slice(1).map((size, i) => (sharedAxes.includes(i + 1) ? 1 : size)),
      initializer: this.#config.alphaInitializer,
      regularizer: this.#config.alphaRegularizer,
      constraint: this.#config.alphaConstraint,
    });
  }

  call(x: Tensor): Tensor {
    return x.relu().sub(x.neg().relu().mul(this.weight('alpha', x)));
  }
}
