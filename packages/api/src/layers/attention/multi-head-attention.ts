/** Attention with several heads, each in a space of its own. */
import type { DropKey } from '../../dropout/kinds/attention/drop-key.ts';
import type { Dropout } from '../../dropout/kinds/unit/dropout.ts';
import {
  field,
  nullable,
  plainConfig,
  readConfig,
  required,
  whole,
  type SettingsOf,
  type Shape,
} from '../../ir/index.ts';
import { Layer, type PlainConfig } from '../../tracing/layer.ts';
import type { Tensor } from '../../tracing/tensor.ts';
import { keysDropout, requireSequences, shares, sharesDropout, type Attended, type WithScores } from './attend.ts';
import { headsFields, type HeadsConfig } from './heads.ts';
import { IntoHeads, OutOfHeads } from './projection.ts';

export interface MultiHeadAttentionConfig extends HeadsConfig {
  readonly numHeads: number;
  /** Size of a head's queries and keys. */
  readonly keyDim: number;
  /** Size of a head's values. Default: `keyDim`. */
  readonly valueDim?: number | null | undefined;
  /** Sizes of the output after the steps. Default: the features of the query. */
  readonly outputShape?: number | readonly number[] | null | undefined;
}

const isSize = (n: unknown): boolean => Number.isSafeInteger(n) && (n as number) >= 1;

const fields = {
  numHeads: required(whole(1)),
  keyDim: required(whole(1)),
  valueDim: nullable(whole(1)),
  outputShape: nullable(
    field<number | readonly number[]>(
      'be a whole number from 1 up, or a list of them',
      (x) => isSize(x) || (Array.isArray(x) && x.length > 0 && x.every(isSize)),
    ),
  ),
  ...headsFields('MultiHeadAttention'),
};

/**
 * softmax(Q Kᵀ / √keyDim) V for each head, and the heads put together: `apply(query, value, key, mask)` with `[batch, queries, n]`,
 * `[batch, values, m]` and `[batch, values, k]` gives `[batch, queries, …outputShape]`; `apply(x)` is self-attention. The key is the value
 * unless it is given. The mask, `bool [batch, values]` or `[batch, queries, values]`, says what may be looked at.
 *
 * Weights, below `query`, `key`, `value`: `kernel` `[n, heads, size]` and `bias` `[heads, size]`; below `attentionOutput`: `kernel`
 * `[heads, size, …outputShape]` and `bias`. The names are Keras's.
 *
 * @see A. Vaswani et al., "Attention Is All You Need", NeurIPS 2017.
 * @throws BernoulliError `CONFIG` for a bad setting; `SHAPE` for inputs or masks that do not fit; `DTYPE` for a mask that is not `bool`.
 * @example
 * ```ts
 * import { Model, MultiHeadAttention, type Tensor } from '@bernoulli/api';
 * import { cpu } from '@bernoulli/backend-cpu';
 * class Net extends Model {
 *   attention = new MultiHeadAttention({ numHeads: 2, keyDim: 8 });
 *   call(x: Tensor) {
 *     return this.attention.apply(x);
 *   }
 * }
 * const net = new Net();
 * net.compile({ seed: 1, backend: cpu() });
 * (await net.predict([[[1, 2, 3], [4, 5, 6]]])).shape; // => [1, 2, 3]
 * ```
 */
export class MultiHeadAttention<Scores extends boolean = false> extends Layer {
  readonly className = 'MultiHeadAttention';
  readonly #config: SettingsOf<typeof fields>;
  readonly query: IntoHeads;
  readonly key: IntoHeads;
  readonly value: IntoHeads;
  readonly dropout: Dropout | undefined;
  readonly dropKey: DropKey | undefined;
  readonly attentionOutput: OutOfHeads;

  constructor(config: MultiHeadAttentionConfig & WithScores<Scores>) {
    super();
    this.#config = readConfig('MultiHeadAttention', config as MultiHeadAttentionConfig, fields);
    const { numHeads, keyDim, valueDim, dropout } = this.#config;
    this.query = new IntoHeads(this.#config, numHeads, keyDim);
    this.key = new IntoHeads(this.#config, numHeads, keyDim);
    this.value = new IntoHeads(this.#config, numHeads, valueDim ?? keyDim);
    this.dropout = sharesDropout(dropout);
    this.dropKey = keysDropout(this.#config.dropKey);
    this.attentionOutput = new OutOfHeads(this.#config);
  }

  getConfig(): PlainConfig {
    return plainConfig(fields, this.#config);
  }

  override build(query: Shape): void {
    const { outputShape } = this.#config;
    this.attentionOutput.outputShape =
      outputShape === null ? query.slice(2) : typeof outputShape === 'number' ? [outputShape] : outputShape;
  }

  call(query: Tensor, value: Tensor = query, key: Tensor = value, mask?: Tensor): Attended<Scores> {
    requireSequences('MultiHeadAttention', [query, value, key]);
    const { keyDim, useCausalMask, returnAttentionScores } = this.#config;
    const queries = this.query.apply(query).mul(1 / Math.sqrt(keyDim));
    const products = queries.matMul(this.key.apply(key), { transposeB: true });
    const scores = shares('MultiHeadAttention', products, { mask, causal: useCausalMask, dropKey: this.dropKey });
    const mixed = (this.dropout?.apply(scores) ?? scores).matMul(this.value.apply(value));
    const output = this.attentionOutput.apply(mixed);
    return (returnAttentionScores ? { output, scores } : output) as Attended<Scores>;
  }
}
