/** A learned vector for each step. */
import { initializer } from '../../initializers/field.ts';
import type { InitializerLike } from '../../initializers/index.ts';
import {
  fail,
  name,
  plainConfig,
  printShape,
  readConfig,
  required,
  whole,
  type SettingsOf,
  type Shape,
} from '../../ir/index.ts';
import { Layer, type PlainConfig } from '../../tracing/layer.ts';
import { Tensor } from '../../tracing/tensor.ts';

export interface PositionEmbeddingConfig {
  /** The largest number of steps. */
  readonly sequenceLength: number;
  /** Default `'glorotUniform'`. */
  readonly initializer?: InitializerLike | undefined;
  readonly name?: string | undefined;
}

const fields = { sequenceLength: required(whole(1)), initializer: initializer('glorotUniform'), name: name() };

/**
 * The vectors of the first steps, one for each step of the input and alike for all rows: `[batch, …, steps, n]` to the same shape. Add them
 * to the input.
 *
 * Weight: `embeddings` `[sequenceLength, n]`.
 *
 * @throws BernoulliError `CONFIG` for a length that is no whole number from 1 up; `SHAPE` for an input with more steps, or an
 * open number of features. In a graph of an open number of steps, later ones have the last vector.
 * @example
 * ```ts
 * import { PositionEmbedding } from '@bernoulli/api';
 * new PositionEmbedding({ sequenceLength: 64 }).getConfig().sequenceLength; // => 64
 * ```
 */
export class PositionEmbedding extends Layer {
  readonly className = 'PositionEmbedding';
  readonly #config: SettingsOf<typeof fields>;

  constructor(config: PositionEmbeddingConfig) {
    super();
    this.#config = readConfig('PositionEmbedding', config, fields);
  }

  getConfig(): PlainConfig {
    return plainConfig(fields, this.#config);
  }

  override build(input: Shape): void {
    const shape = [this.#config.sequenceLength, this.#featuresOf(input)];
    this.addWeight({ name: 'embeddings', shape, initializer: this.#config.initializer });
  }

  call(x: Tensor): Tensor {
    this.#featuresOf(x.shape);
    const embeddings = this.weight('embeddings', x);
    const steps = x.shape.at(-2)!;
    if (steps < 0) return embeddings.gather(new Tensor(x.b, x.b.iota([steps], 0))).broadcastTo(x.shape);
    return embeddings.slice([0, 0], [steps, embeddings.shape[1]!]).broadcastTo(x.shape);
  }

  /** Checks an input, and gives the number of its features. */
  #featuresOf(input: Shape): number {
    const { sequenceLength } = this.#config;
    const [steps, features] = [input.at(-2)!, input.at(-1)!];
    if (input.length < 3 || steps === 0 || steps > sequenceLength || !(features >= 1))
      fail('SHAPE', {
        who: 'PositionEmbedding',
        what: `needs an input [batch, …, steps, features] of at most ${sequenceLength} steps, and a known number of features`,
        received: printShape(input),
      });
    return features;
  }
}
