/** What attentions with heads share: how their projections are made, and what they may return. */
import { constraint } from '../../constraints/field.ts';
import type { ConstraintLike } from '../../constraints/index.ts';
import { noAnyRateField, type AnyStepRate } from '../../dropout/rate.ts';
import { initializer } from '../../initializers/field.ts';
import type { InitializerLike } from '../../initializers/index.ts';
import { flag, name } from '../../ir/index.ts';
import { regularizer } from '../../regularizers/field.ts';
import type { RegularizerLike } from '../../regularizers/index.ts';

/** Settings of every attention with heads. */
export interface HeadsConfig {
  /** Probability of dropping a share: one number, a schedule, or a layer that says it. Default 0. */
  readonly dropout?: AnyStepRate | undefined;
  /** Probability of dropping a key for a query, before shares are worked out, DropKey: likewise. Default 0. */
  readonly dropKey?: AnyStepRate | undefined;
  /** Default true. */
  readonly useBias?: boolean | undefined;
  /** Default `'glorotUniform'`. */
  readonly kernelInitializer?: InitializerLike | undefined;
  /** Default `'zeros'`. */
  readonly biasInitializer?: InitializerLike | undefined;
  readonly kernelRegularizer?: RegularizerLike | undefined;
  readonly biasRegularizer?: RegularizerLike | undefined;
  readonly kernelConstraint?: ConstraintLike | undefined;
  readonly biasConstraint?: ConstraintLike | undefined;
  /** Whether a query sees values up to its own place only. Default false. In Keras an argument of the call. */
  readonly useCausalMask?: boolean | undefined;
  /** Whether the shares, `[batch, heads, queries, values]`, are returned too, as `{ output, scores }`. Default false. */
  readonly returnAttentionScores?: boolean | undefined;
  readonly name?: string | undefined;
}

/** The fields of {@link HeadsConfig}. */
export const headsFields = (who: string) => ({
  dropout: noAnyRateField(who, 'dropout'),
  dropKey: noAnyRateField(who, 'dropKey'),
  useBias: flag(true),
  kernelInitializer: initializer('glorotUniform'),
  biasInitializer: initializer('zeros'),
  kernelRegularizer: regularizer(),
  biasRegularizer: regularizer(),
  kernelConstraint: constraint(),
  biasConstraint: constraint(),
  useCausalMask: flag(false),
  returnAttentionScores: flag(false),
  name: name(),
});
