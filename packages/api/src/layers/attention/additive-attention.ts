/** Additive attention. */
import type { DropKey } from '../../dropout/kinds/attention/drop-key.ts';
import type { Dropout } from '../../dropout/kinds/unit/dropout.ts';
import { noAnyRateField, type AnyStepRate } from '../../dropout/rate.ts';
import { fail, flag, name, plainConfig, printShape, readConfig, type SettingsOf, type Shape } from '../../ir/index.ts';
import { Layer, type PlainConfig } from '../../tracing/layer.ts';
import type { Tensor } from '../../tracing/tensor.ts';
import { keysDropout, requireSequences, shares, sharesDropout, type Attended, type WithScores } from './attend.ts';
import { pairs } from './attention.ts';

export interface AdditiveAttentionConfig {
  /** Whether the features of tanh(query + key) are weighed by learned numbers. Default true. */
  readonly useScale?: boolean | undefined;
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
  useScale: flag(true),
  dropout: noAnyRateField('AdditiveAttention', 'dropout'),
  dropKey: noAnyRateField('AdditiveAttention', 'dropKey'),
  useCausalMask: flag(false),
  returnAttentionScores: flag(false),
  name: name(),
};

/**
 * Σ softmax(Σ scale · tanh(query + key)) · value, with inputs, outputs and mask as `Attention` has them.
 *
 * Weight: `scale` `[n]`, n being the features of query and key.
 *
 * @see D. Bahdanau, K. Cho, Y. Bengio, "Neural Machine Translation by Jointly Learning to Align and Translate", ICLR 2015.
 * @throws BernoulliError `CONFIG` for a bad setting; `SHAPE` for inputs or masks that do not fit; `DTYPE` for a mask that is not `bool`.
 * @example
 * ```ts
 * import { AdditiveAttention } from '@bernoulli/api';
 * new AdditiveAttention().getConfig().useScale; // => true
 * ```
 */
export class AdditiveAttention<Scores extends boolean = false> extends Layer {
  readonly className = 'AdditiveAttention';
  readonly #config: SettingsOf<typeof fields>;
  readonly dropout: Dropout | undefined;
  readonly dropKey: DropKey | undefined;

  constructor(config: AdditiveAttentionConfig & WithScores<Scores> = {}) {
    super();
    this.#config = readConfig('AdditiveAttention', config as AdditiveAttentionConfig, fields);
    this.dropout = sharesDropout(this.#config.dropout);
    this.dropKey = keysDropout(this.#config.dropKey);
  }

  getConfig(): PlainConfig {
    return plainConfig(fields, this.#config);
  }

  override build(query: Shape): void {
    const features = query.at(-1)!;
    if (!(features >= 1))
      fail('SHAPE', {
        who: 'AdditiveAttention',
        what: 'needs queries with known features',
        received: printShape(query),
      });
    if (this.#config.useScale) this.addWeight({ name: 'scale', shape: [features], initializer: 'glorotUniform' });
  }

  call(query: Tensor, value: Tensor = query, key: Tensor = value, mask?: Tensor): Attended<Scores> {
    requireSequences('AdditiveAttention', [query, value, key]);
    const { useScale, useCausalMask, returnAttentionScores } = this.#config;
    const sums = pairs(query, key).tanh();
    const raw = (useScale ? sums.mul(this.weight('scale', query)) : sums).sum(-1);
    const scores = shares('AdditiveAttention', raw, { mask, causal: useCausalMask, dropKey: this.dropKey });
    const output = (this.dropout?.apply(scores) ?? scores).matMul(value);
    return (returnAttentionScores ? { output, scores } : output) as Attended<Scores>;
  }
}
