/** Attention whose heads share keys and values in groups. */
import type { DropKey } from '../../dropout/kinds/attention/drop-key.ts';
import type { Dropout } from '../../dropout/kinds/unit/dropout.ts';
import { fail, plainConfig, readConfig, required, whole, type SettingsOf, type Shape } from '../../ir/index.ts';
import { Layer, type PlainConfig } from '../../tracing/layer.ts';
import type { Tensor } from '../../tracing/tensor.ts';
import { keysDropout, requireSequences, shares, sharesDropout, type Attended, type WithScores } from './attend.ts';
import { headsFields, type HeadsConfig } from './heads.ts';
import { IntoHeads, OutOfHeads } from './projection.ts';

export interface GroupedQueryAttentionConfig extends HeadsConfig {
  /** Size of a head's queries, keys and values. */
  readonly headDim: number;
  readonly numQueryHeads: number;
  /** Divides the number of query heads: 1 is multi-query attention, as many as queries is multi-head attention. */
  readonly numKeyValueHeads: number;
}

const fields = {
  headDim: required(whole(1)),
  numQueryHeads: required(whole(1)),
  numKeyValueHeads: required(whole(1)),
  ...headsFields('GroupedQueryAttention'),
};

/**
 * softmax(Q Kᵀ / √headDim) V, query head h with the keys and values of head ⌊h · numKeyValueHeads / numQueryHeads⌋. Inputs, mask and
 * output are those of `MultiHeadAttention`; the output has the features of the query.
 *
 * Weights, below `query`, `key`, `value`: `kernel` `[n, heads, headDim]` and `bias` `[heads, headDim]`; below `attentionOutput`: `kernel`
 * `[numQueryHeads, headDim, n]` and `bias`.
 *
 * @see J. Ainslie et al., "GQA: Training Generalized Multi-Query Transformer Models from Multi-Head Checkpoints", EMNLP 2023.
 * @throws BernoulliError `CONFIG` for a bad setting; `SHAPE` for inputs or masks that do not fit; `DTYPE` for a mask that is not `bool`.
 * @example
 * ```ts
 * import { GroupedQueryAttention } from '@bernoulli/api';
 * new GroupedQueryAttention({ headDim: 8, numQueryHeads: 4, numKeyValueHeads: 2 }).getConfig().useBias; // => true
 * ```
 */
export class GroupedQueryAttention<Scores extends boolean = false> extends Layer {
  readonly className = 'GroupedQueryAttention';
  readonly #config: SettingsOf<typeof fields>;
  readonly query: IntoHeads;
  readonly key: IntoHeads;
  readonly value: IntoHeads;
  readonly dropout: Dropout | undefined;
  readonly dropKey: DropKey | undefined;
  readonly attentionOutput: OutOfHeads;

  constructor(config: GroupedQueryAttentionConfig & WithScores<Scores>) {
    super();
    this.#config = readConfig('GroupedQueryAttention', config as GroupedQueryAttentionConfig, fields);
    const { headDim, numQueryHeads, numKeyValueHeads, dropout } = this.#config;
    if (numQueryHeads % numKeyValueHeads !== 0)
      fail('CONFIG', {
        who: 'GroupedQueryAttention',
        what: `numKeyValueHeads must divide numQueryHeads, which is ${numQueryHeads}`,
        received: numKeyValueHeads,
      });
    this.query = new IntoHeads(this.#config, numQueryHeads, headDim);
    this.key = new IntoHeads(this.#config, numKeyValueHeads, headDim);
    this.value = new IntoHeads(this.#config, numKeyValueHeads, headDim);
    this.dropout = sharesDropout(dropout);
    this.dropKey = keysDropout(this.#config.dropKey);
    this.attentionOutput = new OutOfHeads(this.#config);
  }

  getConfig(): PlainConfig {
    return plainConfig(fields, this.#config);
  }

  override build(query: Shape): void {
    this.attentionOutput.outputShape = query.slice(2);
  }

  call(query: Tensor, value: Tensor = query, key: Tensor = value, mask?: Tensor): Attended<Scores> {
    requireSequences('GroupedQueryAttention', [query, value, key]);
    const { headDim, numQueryHeads, numKeyValueHeads, useCausalMask, returnAttentionScores } = this.#config;
    const [batch, queries] = query.shape as [number, number];
    const perGroup = numQueryHeads / numKeyValueHeads;
    /** Of an open number of queries the heads stay apart, and each has keys and values of its own. */
    const open = queries < 0;
    const groups = query.constant(Int32Array.from({ length: numQueryHeads }, (_, i) => Math.floor(i / perGroup)));
    const ofHeads = (x: Tensor): Tensor => (open ? x.gather(groups, 1) : x);
    /** The heads of a group one below the other, so that they meet the keys, and the values, of the group in one product. */
    const byGroup = (x: Tensor): Tensor =>
      open ? x : x.reshape([batch, numKeyValueHeads, perGroup * queries, x.shape.at(-1)!]);
    const byHead = (x: Tensor): Tensor => (open ? x : x.reshape([batch, numQueryHeads, queries, x.shape.at(-1)!]));
    const projected = byGroup(this.query.apply(query).mul(1 / Math.sqrt(headDim)));
    const products = byHead(projected.matMul(ofHeads(this.key.apply(key)), { transposeB: true }));
    const scores = shares('GroupedQueryAttention', products, { mask, causal: useCausalMask, dropKey: this.dropKey });
    const mixed = byHead(byGroup(this.dropout?.apply(scores) ?? scores).matMul(ofHeads(this.value.apply(value))));
    const output = this.attentionOutput.apply(mixed);
    return (returnAttentionScores ? { output, scores } : output) as Attended<Scores>;
  }
}
