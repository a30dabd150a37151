/** A variance that follows from the shape. */
import { oneOf, plainConfig, positive, readConfig } from '../ir/config/index.ts';
import type { Shape } from '../ir/index.ts';
import type { Key } from '../ir/random/threefry.ts';
import type { Initializer } from './initializer.ts';
import { drawScaled, type Distribution, type FanMode } from './scaled.ts';

export interface VarianceScalingConfig {
  /** Above 0. Default 1. */
  readonly scale?: number;
  /** Which number of connections divides: inputs, outputs, or their mean. Default `fanIn`. */
  readonly mode?: FanMode;
  /** Default `truncatedNormal`. */
  readonly distribution?: Distribution;
}

const fields = {
  scale: positive(1),
  mode: oneOf(['fanIn', 'fanOut', 'fanAvg'], 'fanIn'),
  distribution: oneOf(['truncatedNormal', 'untruncatedNormal', 'uniform'], 'truncatedNormal'),
};

/**
 * Mean 0 and variance scale / fan, with the fans of a shape […, in, out]. The normal law is cut at two standard deviations
 * and widened so that the variance holds after the cut.
 *
 * @throws BernoulliError `CONFIG` for a bad or unknown setting.
 * @example
 * ```ts
 * import { VarianceScaling } from '@bernoulli/api';
 * new VarianceScaling({ mode: 'fanAvg' }).getConfig(); // => { scale: 1, mode: 'fanAvg', distribution: 'truncatedNormal' }
 * ```
 */
export class VarianceScaling implements Initializer {
  readonly className = 'VarianceScaling';
  readonly scale: number;
  readonly mode: FanMode;
  readonly distribution: Distribution;

  constructor(config: VarianceScalingConfig = {}) {
    ({
      scale: this.scale,
      mode: this.mode,
      distribution: this.distribution,
    } = readConfig('VarianceScaling', config, fields));
  }

  draw(key: Key, shape: Shape): Float32Array {
    return drawScaled(key, shape, this);
  }

  getConfig(): Record<string, unknown> {
    return plainConfig(fields, this);
  }
}
