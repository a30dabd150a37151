/** Scores to probabilities, as a layer. */
import { axes, fail, name, plainConfig, printShape, readConfig, type SettingsOf } from '../../ir/index.ts';
import { Layer, type PlainConfig } from '../../tracing/layer.ts';
import type { Tensor } from '../../tracing/tensor.ts';
import { maskedScores } from '../masks.ts';

export interface SoftmaxConfig {
  /** The axis, or the axes together, that sum to 1. Default −1, the last. */
  readonly axis?: number | readonly number[] | undefined;
  readonly name?: string | undefined;
}

const fields = { axis: axes(-1), name: name() };

/**
 * eˣ / Σ eˣ along an axis. A second input, `bool` of a shape that broadcasts to that of x, says which scores take part: what is left out
 * gets probability 0.
 *
 * @throws BernoulliError `CONFIG` for a bad axis; `SHAPE` for an axis that the input does not have; `DTYPE` for a mask that is not `bool`.
 * @example
 * ```ts
 * import { Softmax } from '@bernoulli/api';
 * new Softmax().getConfig(); // => { axis: -1 }
 * ```
 */
export class Softmax extends Layer {
  readonly className = 'Softmax';
  readonly #config: SettingsOf<typeof fields>;

  constructor(config: SoftmaxConfig = {}) {
    super();
    this.#config = readConfig('Softmax', config, fields);
  }

  getConfig(): PlainConfig {
    return plainConfig(fields, this.#config);
  }

  call(x: Tensor, mask?: Tensor): Tensor {
    if (mask === undefined) return this.#probabilities(x);
    return this.#probabilities(maskedScores('Softmax', x, mask)).where(mask, 0);
  }

  #probabilities(scores: Tensor): Tensor {
    const { axis } = this.#config;
    if (typeof axis === 'number') return scores.softmax(axis);
    if (axis.length > scores.rank)
      fail('SHAPE', {
        who: 'Softmax',
        what: `${axis.length} axes are more than the input has`,
        received: printShape(scores.shape),
      });
    const powers = scores.sub(scores.max(axis, true).stopGradient()).exp();
    return powers.div(powers.sum(axis, true));
  }
}
