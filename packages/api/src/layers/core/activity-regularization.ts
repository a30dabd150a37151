/** A price on how large the outputs of a layer are. */
import { atLeast, name, plainConfig, readConfig, type SettingsOf } from '../../ir/index.ts';
import { Layer, type PlainConfig } from '../../tracing/layer.ts';
import type { Tensor } from '../../tracing/tensor.ts';
import { Trace } from '../../tracing/trace.ts';

export interface ActivityRegularizationConfig {
  /** Price of |x|, at least 0. Default 0. */
  readonly l1?: number | undefined;
  /** Price of x², at least 0. Default 0. */
  readonly l2?: number | undefined;
  readonly name?: string | undefined;
}

const fields = { l1: atLeast(0, 0), l2: atLeast(0, 0), name: name() };

/**
 * The input as it is, `[batch, …]`, and to the loss l1 · Σ|x| + l2 · Σx² of each row, averaged over the rows of the data.
 *
 * It draws nothing: beside dropout, it is the other way to keep activations few and small. Rows are averaged, as in Keras 3, so that the
 * batch size changes no price.
 *
 * @throws BernoulliError `CONFIG` for a price below 0 or infinite.
 * @example
 * ```ts
 * import { ActivityRegularization } from '@bernoulli/api';
 * new ActivityRegularization({ l1: 0.01 }).getConfig(); // => { l1: 0.01, l2: 0 }
 * ```
 */
export class ActivityRegularization extends Layer {
  readonly className = 'ActivityRegularization';
  readonly #config: SettingsOf<typeof fields>;

  constructor(config: ActivityRegularizationConfig = {}) {
    super();
    this.#config = readConfig('ActivityRegularization', config, fields);
  }

  getConfig(): PlainConfig {
    return plainConfig(fields, this.#config);
  }

  call(x: Tensor): Tensor {
    const { l1, l2 } = this.#config;
    const inRow = x.shape.slice(1).map((_, i) => i + 1);
    const trace = Trace.of(x);
    if (l1 > 0) trace.addLoss(x.abs().sum(inRow).mul(l1));
    if (l2 > 0) trace.addLoss(x.square().sum(inRow).mul(l2));
    return x;
  }
}
