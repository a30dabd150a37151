/** Coins: the law, the draw and the scaling of every kind that keeps or drops, whoever shares a coin. */
import { fail, printShape, type Shape } from '../ir/index.ts';
import { drawBernoulli } from '../random/draw.ts';
import type { Draw } from '../tracing/site.ts';
import type { Tensor, TensorLike } from '../tracing/tensor.ts';
import { Trace } from '../tracing/trace.ts';
import type { Moments } from './kind.ts';
import { keepProbability, ofKeep, type Rate } from './rate.ts';

/** Of x · m / p with m ~ Bernoulli(p): mean x, variance x² (1 − p) / p; zeros where nothing is kept. */
export function coinMoments(rate: Rate, x: number, unit?: number, step?: number): Moments {
  const keep = keepProbability(rate, unit ?? 0, step);
  return keep === 0 ? { mean: 0, variance: 0 } : { mean: x, variance: (x * x * (1 - keep)) / keep };
}

/** log Π p^m (1 − p)^(1 − m), over all coins. */
export function coinLogProbability(rate: Rate, mask: Tensor, x: Tensor): Tensor {
  return logProbabilityOf(
    mask,
    ofKeep('keep', rate, x, (keep) => keep),
  );
}

/** The same for a given p. */
export function logProbabilityOf(mask: Tensor, probability: TensorLike): Tensor {
  const p = typeof probability === 'number' ? Trace.of(mask).constant(probability) : probability;
  return p.log().broadcastTo(mask.shape).where(mask, p.subFrom(1).log()).sum();
}

/** A mask, true for what is kept. */
export function tossCoins(rate: Rate, { key, rowOffset, type }: Draw, x: Tensor): Tensor {
  return drawBernoulli(
    key,
    ofKeep('keep', rate, x, (keep) => keep),
    type.shape,
    rowOffset,
  );
}

/** x / p where the mask is true, 0 elsewhere. */
export function keepWhere(rate: Rate, x: Tensor, mask: Tensor): Tensor {
  // Nothing survives a keep probability of 0, so that scale is never used; as 0 it keeps infinities out of the gradient.
  const scale = ofKeep('scale', rate, x, (keep) => (keep === 0 ? 0 : 1 / keep));
  return x.mul(scale).where(mask, 0);
}

/** @throws BernoulliError `SHAPE` when rates for each unit are not as many as the last axis of what is drawn has. */
export function requireRates(who: string, rate: Rate, drawn: Shape, words = 'rates need a mask'): void {
  if (Array.isArray(rate) && rate.length !== drawn.at(-1))
    fail('SHAPE', {
      who,
      what: `${rate.length} ${words} whose last axis has as many units`,
      received: printShape(drawn),
    });
}
