/** Shake-Shake: two branches are mixed by one number forwards and by another backwards. */
import {
  fail,
  name,
  oneOf,
  plainConfig,
  printShape,
  readConfig,
  sameShape,
  type SettingsOf,
} from '../../../ir/index.ts';
import { drawUniform } from '../../../random/draw.ts';
import { Layer, type PlainConfig } from '../../../tracing/layer.ts';
import type { Tensor } from '../../../tracing/tensor.ts';
import { Trace } from '../../../tracing/trace.ts';
import { everyField, type Kept } from '../../every.ts';
import { withGradientOf } from '../../straight-through.ts';
import { uniformLogDensity } from '../../uniform-law.ts';

/** How the share of a branch is found: at random, or as a half. */
type Way = 'shake' | 'even';

export interface ShakeShakeConfig extends Kept {
  /** How the share is found that the first branch has of the output: `'shake'`, the default, at random; `'even'`, a half. */
  readonly forward?: Way | undefined;
  /** And of the gradient: `'shake'`, the default, at random and not as forwards; `'keep'`, as forwards; `'even'`, a half. */
  readonly backward?: Way | 'keep' | undefined;
  /** `'own'`, the default: a draw for each row. `'shared'`: one for the batch. */
  readonly rows?: 'own' | 'shared' | undefined;
  readonly name?: string | undefined;
}

const fields = {
  forward: oneOf<Way>(['shake', 'even'], 'shake'),
  backward: oneOf<Way | 'keep'>(['shake', 'keep', 'even'], 'shake'),
  rows: oneOf(['own', 'shared'], 'own'),
  every: everyField(),
  name: name(),
};

/**
 * Mixes two branches at random in training: `apply(a, b)`, both `[batch, …]` of one shape, in place of their mean.
 *
 * With independent α, β ~ U[0, 1), the output is α a + (1 − α) b, and the gradients of a and b are that of the output times β and 1 − β:
 * what is learned from is not what was computed. Mean (a + b) / 2, variance (a − b)² / 12. In inference, the mean.
 *
 * The noise that `masks` shows is `f32 [batch, 2]` (with `rows: 'shared'`, `[1, 2]`), α and β, of density 1 on [0, 1).
 *
 * @see X. Gastaldi, "Shake-Shake regularization", 2017, arXiv:1705.07485: Shake-Shake-Image, and with `rows: 'shared'` Shake-Shake-Batch.
 * @throws BernoulliError `CONFIG` for a way that is none; `SHAPE` for branches of two shapes.
 * @example
 * ```ts
 * import { ShakeShake } from '@bernoulli/api';
 * new ShakeShake({ backward: 'even' }).getConfig(); // => { forward: 'shake', backward: 'even', rows: 'own' }
 * ```
 */
export class ShakeShake extends Layer {
  readonly className = 'ShakeShake';
  readonly #config: SettingsOf<typeof fields>;

  constructor(config: ShakeShakeConfig = {}) {
    super();
    this.#config = readConfig('ShakeShake', config, fields);
  }

  getConfig(): PlainConfig {
    return plainConfig(fields, this.#config);
  }

  call(a: Tensor, b: Tensor): Tensor {
    if (b === undefined || !sameShape(a.shape, b.shape))
      fail('SHAPE', {
        who: 'ShakeShake',
        what: 'needs two branches of one shape',
        received: `${printShape(a.shape)} and ${b === undefined ? 'none' : printShape(b.shape)}`,
      });
    const trace = Trace.of(a);
    if (!trace.noisy) {
      trace.skipSite();
      return mixed(a, b, 0.5);
    }
    const { forward, backward, rows, every } = this.#config;
    const type = { dtype: 'f32', shape: [rows === 'own' ? a.shape[0]! : 1, 2] } as const;
    const noise = trace.site({
      type,
      rows,
      every,
      draw: ({ key, rowOffset }) => drawUniform(key, type.shape, rowOffset),
      logProbability: uniformLogDensity,
    });
    const share = (i: number): Tensor =>
      noise.slice([0, i], [type.shape[0]!, 1]).reshape([type.shape[0]!, ...a.shape.slice(1).map(() => 1)]);
    const value = mixed(a, b, forward === 'even' ? 0.5 : share(0));
    if (backward === 'keep' || (backward === forward && backward === 'even')) return value;
    return withGradientOf(value, mixed(a, b, backward === 'even' ? 0.5 : share(1)));
  }
}

/** share · a + (1 − share) · b. */
function mixed(a: Tensor, b: Tensor, share: Tensor | number): Tensor {
  return b.add(a.sub(b).mul(share));
}
