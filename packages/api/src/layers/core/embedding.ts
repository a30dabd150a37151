/** A learned vector for each number of a vocabulary. */
import { constraint } from '../../constraints/field.ts';
import type { ConstraintLike } from '../../constraints/index.ts';
import { initializer } from '../../initializers/field.ts';
import type { InitializerLike } from '../../initializers/index.ts';
import { fail, flag, name, plainConfig, readConfig, required, whole, type SettingsOf } from '../../ir/index.ts';
import { regularizer } from '../../regularizers/field.ts';
import type { RegularizerLike } from '../../regularizers/index.ts';
import { Layer, type PlainConfig } from '../../tracing/layer.ts';
import type { Tensor } from '../../tracing/tensor.ts';

export interface EmbeddingConfig {
  /** Size of the vocabulary: the numbers are 0 to inputDim − 1. */
  readonly inputDim: number;
  /** Length of the vectors. */
  readonly outputDim: number;
  /** Default `'uniform'`. */
  readonly embeddingsInitializer?: InitializerLike | undefined;
  readonly embeddingsRegularizer?: RegularizerLike | undefined;
  readonly embeddingsConstraint?: ConstraintLike | undefined;
  /** Whether the number 0 stands for no word: `computeMask` then leaves it out. Default false. */
  readonly maskZero?: boolean | undefined;
  readonly name?: string | undefined;
}

const fields = {
  inputDim: required(whole(1)),
  outputDim: required(whole(1)),
  embeddingsInitializer: initializer('uniform'),
  embeddingsRegularizer: regularizer(),
  embeddingsConstraint: constraint(),
  maskZero: flag(false),
  name: name(),
};

/**
 * The vectors of numbers: `[batch, …]` to `f32 [batch, …, outputDim]`. Numbers are `i32`, or `f32`, which holds whole numbers up to 2²⁴ and
 * is cut to them. A number outside the vocabulary is moved to its nearer end, on every backend alike.
 *
 * Weight: `embeddings` `[inputDim, outputDim]`.
 *
 * @throws BernoulliError `CONFIG` for sizes that are no whole numbers from 1 up; `DTYPE` for truth values.
 * @example
 * ```ts
 * import { Dense, Embedding, Flatten, sequential } from '@bernoulli/api';
 * import { cpu } from '@bernoulli/backend-cpu';
 * const model = sequential([new Embedding({ inputDim: 100, outputDim: 4 }), new Flatten(), new Dense({ units: 1 })]);
 * model.compile({ seed: 1, backend: cpu() });
 * (await model.predict([[5, 17, 99]])).shape; // => [1, 1]
 * ```
 */
export class Embedding extends Layer {
  readonly className = 'Embedding';
  readonly #config: SettingsOf<typeof fields>;

  constructor(config: EmbeddingConfig) {
    super();
    this.#config = readConfig('Embedding', config, fields);
  }

  getConfig(): PlainConfig {
    return plainConfig(fields, this.#config);
  }

  override build(): void {
    const { inputDim, outputDim } = this.#config;
    this.addWeight({
      name: 'embeddings',
      shape: [inputDim, outputDim],
      initializer: this.#config.embeddingsInitializer,
      regularizer: this.#config.embeddingsRegularizer,
      constraint: this.#config.embeddingsConstraint,
    });
  }

  call(numbers: Tensor): Tensor {
    if (numbers.dtype === 'bool')
      fail('DTYPE', { who: 'Embedding', what: 'needs the numbers of words, i32 or f32', received: numbers.dtype });
    return this.weight('embeddings', numbers).gather(numbers.cast('i32'));
  }

  /** Which numbers stand for words, `bool` of their shape: all, or with `maskZero` those other than 0. For layers that take a mask. */
  computeMask(numbers: Tensor): Tensor {
    return this.#config.maskZero ? numbers.notEqual(0) : numbers.equal(numbers);
  }
}
