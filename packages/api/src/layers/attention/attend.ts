/** What every attention does: scores to shares, and shares of the values. */
import { DropKey } from '../../dropout/kinds/attention/drop-key.ts';
import { Dropout } from '../../dropout/kinds/unit/dropout.ts';
import type { AnyStepRate } from '../../dropout/rate.ts';
import { fail, printShape } from '../../ir/index.ts';
import { Tensor } from '../../tracing/tensor.ts';
import { maskedScores, requireMask } from '../masks.ts';

/** What an attention returns: its output, or with the shares, as `returnAttentionScores` says. */
export type Attended<Scores extends boolean> = Scores extends true
  ? { readonly output: Tensor; readonly scores: Tensor }
  : Tensor;

/** The setting that `Attended` follows from. */
export interface WithScores<Scores extends boolean> {
  readonly returnAttentionScores?: Scores | undefined;
}

/** What drops shares, where any are dropped. */
export function sharesDropout(rate: AnyStepRate): Dropout | undefined {
  return rate === 0 ? undefined : new Dropout({ rate });
}

/** What drops keys, where any are dropped. */
export function keysDropout(rate: AnyStepRate): DropKey | undefined {
  return rate === 0 ? undefined : new DropKey({ rate });
}

/** What keeps scores out. */
export interface Visible {
  /** `bool [batch, values]`, or `[batch, queries, values]`: true for what may be looked at. */
  readonly mask?: Tensor | undefined;
  /** Whether a query sees values up to its own place only. */
  readonly causal: boolean;
  /** What drops keys in training. */
  readonly dropKey: DropKey | undefined;
}

/** Scores `[batch, …, queries, values]` as shares that sum to 1 over the values; what is kept out has none, where anything is left. */
export function shares(who: string, products: Tensor, { mask, causal, dropKey }: Visible): Tensor {
  const scores = dropKey?.apply(products) ?? products;
  const visible = [
    ...(mask === undefined ? [] : [spread(who, mask, scores)]),
    ...(causal ? [upToOwnPlace(scores)] : []),
  ];
  const both = visible.length === 2 ? visible[0]!.and(visible[1]!) : visible[0];
  return (both === undefined ? scores : maskedScores(who, scores, both)).softmax();
}

/** A mask of values, or of queries and values, beside scores that may have heads. */
function spread(who: string, mask: Tensor, scores: Tensor): Tensor {
  requireMask(who, mask);
  const [batch, queries, values] = [scores.shape[0]!, scores.shape.at(-2)!, scores.shape.at(-1)!];
  const heads = scores.shape.slice(1, -2).map(() => 1);
  const wanted = [
    [batch, values],
    [batch, queries, values],
  ].find((shape) => shape.length === mask.rank && shape.every((size, i) => size === mask.shape[i]));
  if (wanted === undefined)
    fail('SHAPE', {
      who,
      what: `the mask must be ${printShape([batch, values])} or ${printShape([batch, queries, values])}`,
      received: printShape(mask.shape),
    });
  return mask.reshape([batch, ...heads, ...(mask.rank === 2 ? [1] : [queries]), values]);
}

function upToOwnPlace(scores: Tensor): Tensor {
  const [queries, values] = [scores.shape.at(-2)!, scores.shape.at(-1)!];
  const places = (shape: readonly number[], axis: number): Tensor => new Tensor(scores.b, scores.b.iota(shape, axis));
  const heads = scores.shape.slice(1, -2).map(() => 1);
  return places([queries, 1], 0)
    .greaterEqual(places([1, values], 1))
    .reshape([1, ...heads, queries, values]);
}

/** @throws BernoulliError `SHAPE` unless all are `[batch, steps, features]`. */
export function requireSequences(who: string, inputs: readonly Tensor[]): void {
  for (const { shape } of inputs)
    if (shape.length !== 3)
      fail('SHAPE', { who, what: 'needs inputs [batch, steps, features]', received: printShape(shape) });
}
