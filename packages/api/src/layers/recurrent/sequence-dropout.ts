/** Dropout that is drawn once for a sequence, and used in every step of it. */
import { requireRates } from '../../dropout/coins.ts';
import { Dropout } from '../../dropout/kinds/unit/dropout.ts';
import type { AnyRate } from '../../dropout/rate.ts';
import { askRateOf } from '../../dropout/rates/asked-rate.ts';
import { LearnedRate, type LearnedRateConfig } from '../../dropout/rates/learned-rate.ts';
import { fail } from '../../ir/index.ts';
import { Module } from '../../tracing/module.ts';
import { Tensor } from '../../tracing/tensor.ts';
import { Trace } from '../../tracing/trace.ts';

/**
 * Standard dropout whose mask is asked for apart from what it drops: a state, which each step makes anew. Each row of the batch has a mask
 * of its own.
 *
 * @see Y. Gal, Z. Ghahramani, "A Theoretically Grounded Application of Dropout in Recurrent Neural Networks", NIPS 2016.
 */
export class SequenceDropout extends Dropout {
  /**
   * What to multiply by, `[batch, gates, …]`: 0 for what is dropped, and for what is kept the scale that leaves the mean as it is.
   * Nothing where there is no noise. A layer says its rate of `read`, `[batch, 1, …]`.
   */
  factors(
    like: Tensor,
    shape: readonly [batch: number, gates: number, ...rest: number[]],
    read?: () => Tensor,
  ): Tensor | undefined {
    const { rate } = this;
    requireRates('recurrent layer', rate, shape, 'rates of units need a mask');
    const ones = new Tensor(like.b, like.b.scalar(1)).broadcastTo(shape);
    if (read !== undefined && readsInput(rate)) askRateOf(rate, ones, read());
    const factors = (this as Dropout).apply(ones);
    return Trace.of(like).noisy ? factors : undefined;
  }

  protected override rows(): 'own' {
    return 'own';
  }
}

/** What drops at a rate, where anything is dropped. */
export function sequenceDropout(rate: AnyRate): SequenceDropout | undefined {
  return rate === 0 ? undefined : new SequenceDropout({ rate });
}

/** Whether a rate follows from what is dropped. */
function readsInput(rate: AnyRate): rate is Module {
  return rate instanceof Module && !(rate instanceof LearnedRate && rate.layer === undefined);
}

/** @throws BernoulliError `CONFIG` for a rate that follows from an input which is not there when masks are drawn. */
export function requireUnread(who: string, key: string, rate: AnyRate, why: string): void {
  if (readsInput(rate))
    fail('CONFIG', {
      who,
      what: `${key} cannot follow from an input: ${why}`,
      received: rate.constructor.name,
      hint: 'A number, one for each unit, a schedule, or a LearnedRate without layer can be given',
    });
}

/** The rates of another layer that is told the same: those that are learned are learned anew, but for one that has a layer. */
export function ownRates<Rates extends { readonly dropout: AnyRate; readonly recurrentDropout: AnyRate }>(
  settings: Rates,
): Rates {
  const own = (rate: AnyRate): AnyRate =>
    rate instanceof LearnedRate && rate.layer === undefined
      ? new LearnedRate(rate.getConfig() as LearnedRateConfig)
      : rate;
  return { ...settings, dropout: own(settings.dropout), recurrentDropout: own(settings.recurrentDropout) };
}
