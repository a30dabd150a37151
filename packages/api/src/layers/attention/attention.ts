/** Dot-product attention. */
import type { DropKey } from '../../dropout/kinds/attention/drop-key.ts';
import type { Dropout } from '../../dropout/kinds/unit/dropout.ts';
import { noAnyRateField, type AnyStepRate } from '../../dropout/rate.ts';
import { flag, name, oneOf, plainConfig, readConfig, type SettingsOf } from '../../ir/index.ts';
import { Layer, type PlainConfig } from '../../tracing/layer.ts';
import type { Tensor } from '../../tracing/tensor.ts';
import { keysDropout, requireSequences, shares, sharesDropout, type Attended, type WithScores } from './attend.ts';

export interface AttentionConfig {
  /** Whether scores are multiplied by a learned number. Default false. */
  readonly useScale?: boolean | undefined;
  /** `'dot'`, the default: query · key. `'concat'`: a learned number times Σ tanh(query + key). */
  readonly scoreMode?: 'dot' | 'concat' | undefined;
  /** Probability of dropping a share: one number, a schedule, or a layer that says it. Default 0. */
  readonly dropout?: AnyStepRate | undefined;
  /** Probability of dropping a key for a query, before shares are worked out, DropKey: likewise. Default 0. */
  readonly dropKey?: AnyStepRate | undefined;
  /** Whether a query sees values up to its own place only. Default false. */
  readonly useCausalMask?: boolean | undefined;
  /** Whether the shares are returned too, as `{ output, scores }`. Default false. */
  readonly returnAttentionScores?: boolean | undefined;
  readonly name?: string | undefined;
}

const fields = {
  useScale: flag(false),
  scoreMode: oneOf(['dot', 'concat'], 'dot'),
  dropout: noAnyRateField('Attention', 'dropout'),
  dropKey: noAnyRateField('Attention', 'dropKey'),
  useCausalMask: flag(false),
  returnAttentionScores: flag(false),
  name: name(),
};

/**
 * Σ softmax(score(query, key)) · value: `apply(query, value, key, mask)` with `[batch, queries, n]`, `[batch, values, m]` and
 * `[batch, values, n]` gives `[batch, queries, m]`. The key is the value unless it is given. The mask, `bool [batch, values]` or
 * `[batch, queries, values]`, says what may be looked at.
 *
 * Weights, single numbers: `scale` with `useScale`, `concatScoreWeight` with `scoreMode: 'concat'`.
 *
 * @see M.-T. Luong, H. Pham, C. D. Manning, "Effective Approaches to Attention-based Neural Machine Translation", EMNLP 2015.
 * @throws BernoulliError `CONFIG` for a bad setting; `SHAPE` for inputs or masks that do not fit; `DTYPE` for a mask that is not `bool`.
 * @example
 * ```ts
 * import { Attention } from '@bernoulli/api';
 * new Attention({ useScale: true }).getConfig().scoreMode; // => 'dot'
 * ```
 */
export class Attention<Scores extends boolean = false> extends Layer {
  readonly className = 'Attention';
  readonly #config: SettingsOf<typeof fields>;
  readonly dropout: Dropout | undefined;
  readonly dropKey: DropKey | undefined;

  constructor(config: AttentionConfig & WithScores<Scores> = {}) {
    super();
    this.#config = readConfig('Attention', config as AttentionConfig, fields);
    this.dropout = sharesDropout(this.#config.dropout);
    this.dropKey = keysDropout(this.#config.dropKey);
  }

  getConfig(): PlainConfig {
    return plainConfig(fields, this.#config);
  }

  override build(): void {
    if (this.#config.useScale) this.addWeight({ name: 'scale', shape: [], initializer: 'ones' });
    if (this.#config.scoreMode === 'concat')
      this.addWeight({ name: 'concatScoreWeight', shape: [], initializer: 'ones' });
  }

  call(query: Tensor, value: Tensor = query, key: Tensor = value, mask?: Tensor): Attended<Scores> {
    requireSequences('Attention', [query, value, key]);
    const { useCausalMask, returnAttentionScores } = this.#config;
    const scores = shares('Attention', this.#scores(query, key), {
      mask,
      causal: useCausalMask,
      dropKey: this.dropKey,
    });
    const output = (this.dropout?.apply(scores) ?? scores).matMul(value);
    return (returnAttentionScores ? { output, scores } : output) as Attended<Scores>;
  }

  #scores(query: Tensor, key: Tensor): Tensor {
    const scale = this.#config.useScale ? this.weight('scale', query) : 1;
    if (this.#config.scoreMode === 'dot') {
      const scores = query.matMul(key, { transposeB: true });
      return scale === 1 ? scores : scores.mul(scale);
    }
    const sum = pairs(query, key);
    return (scale === 1 ? sum : sum.mul(scale)).tanh().sum(-1).mul(this.weight('concatScoreWeight', query));
  }
}

/** query + key for each pair of steps: `[batch, queries, values, n]`. */
export function pairs(query: Tensor, key: Tensor): Tensor {
  const [batch, queries, n] = query.shape as [number, number, number];
  return query.reshape([batch, queries, 1, n]).add(key.reshape([batch, 1, key.shape[1]!, key.shape[2]!]));
}
