/** Masksembles: a few fixed masks, each of which makes a member of an ensemble. */
import {
  fail,
  field,
  name,
  plainConfig,
  printShape,
  readConfig,
  whole,
  type SettingsOf,
  type Shape,
} from '../../../ir/index.ts';
import { Layer, type PlainConfig } from '../../../tracing/layer.ts';
import { Tensor } from '../../../tracing/tensor.ts';
import { Trace } from '../../../tracing/trace.ts';
import { overlappingMasks } from '../../overlapping-masks.ts';

export interface MasksemblesConfig {
  /** How many masks there are, from 1 up. Default 4. */
  readonly masks?: number | undefined;
  /** How little they overlap, from 1 up: at 1 all keep everything, and the larger it is, the less two have in common. Default 2. */
  readonly scale?: number | undefined;
  readonly name?: string | undefined;
}

const fields = {
  masks: whole(1, 4),
  scale: field<number>('be a finite number of at least 1', (x) => Number.isFinite(x) && (x as number) >= 1, 2),
  name: name(),
};

/**
 * Multiplies each row by one of N fixed masks of its features in training: `[batch, …, features]`.
 *
 * The masks, weights that are not trained, are drawn once from the seed: each keeps as many features as any other, and each feature is kept
 * by one at least. Row i of the batch has mask i mod N, and nothing is scaled: over the masks an element has the mean q_j x and the
 * variance q_j (1 − q_j) x², with q_j the share of masks that keep its feature. In inference the layer multiplies by q_j, their mean;
 * `model.sample(x, { samples: N })` asks each member of the ensemble once, and gives its mean and variance. Nothing is drawn in a step, so
 * what `masks` shows, `bool [batch, 1, …, features]`, has the probability 1.
 *
 * Weight: `masks` `[N, features]`.
 *
 * @see N. Durasov, T. Bagautdinov, P. Baque, P. Fua, "Masksembles for Uncertainty Estimation", CVPR 2021.
 * @throws BernoulliError `CONFIG` for masks that are no whole number from 1 up, a scale below 1, or one for which there are no such masks;
 * `SHAPE` for an input without known features.
 * @example
 * ```ts
 * import { Masksembles } from '@bernoulli/api';
 * new Masksembles({ masks: 8 }).getConfig(); // => { masks: 8, scale: 2 }
 * ```
 */
export class Masksembles extends Layer {
  readonly className = 'Masksembles';
  readonly #config: SettingsOf<typeof fields>;

  constructor(config: MasksemblesConfig = {}) {
    super();
    this.#config = readConfig('Masksembles', config, fields);
  }

  getConfig(): PlainConfig {
    return plainConfig(fields, this.#config);
  }

  override build(input: Shape): void {
    const features = input.at(-1);
    if (input.length < 2 || !(features! >= 1))
      fail('SHAPE', {
        who: 'Masksembles',
        what: 'needs an input [batch, …, features] with known features',
        received: printShape(input),
      });
    const { masks, scale } = this.#config;
    this.addWeight({
      name: 'masks',
      shape: [masks, features!],
      initializer: {
        className: 'OverlappingMasks',
        draw: (key, shape) => overlappingMasks(key, shape, scale),
        getConfig: () => ({ scale }),
      },
      trainable: false,
    });
  }

  call(x: Tensor): Tensor {
    const masks = this.weight('masks', x);
    const trace = Trace.of(x);
    if (!trace.noisy) {
      trace.skipSite();
      return x.mul(masks.mean(0));
    }
    const shape = x.shape.map((n, axis) => (axis === 0 || axis === x.rank - 1 ? n : 1));
    const mask = trace.site({
      type: { dtype: 'bool', shape },
      rows: 'own',
      draw: ({ rowOffset }) => masks.gather(this.#maskOfEach(shape[0]!, rowOffset)).greater(0).reshape(shape),
      logProbability: () => trace.constant(0),
    });
    return x.where(mask, 0);
  }

  /** Which mask each row has: its number modulo N. */
  #maskOfEach(rows: number, rowOffset: Tensor): Tensor {
    const { masks } = this.#config;
    const row = new Tensor(rowOffset.b, rowOffset.b.iota([rows], 0)).add(rowOffset);
    const rounds = row.cast('f32').add(0.5).div(masks).floor().cast('i32');
    return row.sub(rounds.mul(masks));
  }
}
