/** Coins: the law, the draw and the scaling of every kind that keeps or drops, whoever shares a coin. */
import { fail, printShape, type Shape, type TensorType } from '../ir/index.ts';
import { drawBernoulli } from '../random/draw.ts';
import { Module } from '../tracing/module.ts';
import type { Draw } from '../tracing/site.ts';
import type { Tensor, TensorLike } from '../tracing/tensor.ts';
import { Trace } from '../tracing/trace.ts';
import type { Moments } from './kind.ts';
import { keepProbability, ofAnyKeep, type AnyRate } from './rate.ts';
import { askRate, requireAsked } from './rates/asked-rate.ts';
import { LearnedRate } from './rates/learned-rate.ts';
import { drawInside, relaxedCoins } from './rates/relaxed-coins.ts';
import { uniformLogDensity } from './uniform-law.ts';

/** What is drawn for coins: masks, or for a rate that is learned the numbers that relaxed coins are made of. */
export function coinType(who: string, rate: AnyRate, shape: Shape): TensorType {
  requireRates(who, rate, shape);
  return { dtype: rate instanceof LearnedRate ? 'f32' : 'bool', shape };
}

/** Of what a coin multiplies by, before the scale: mean and variance. */
export function coinLaw(rate: AnyRate, unit = 0, step?: number): Moments & { readonly keep: number } {
  const keep = keepProbability(rate, unit, step);
  if (rate instanceof LearnedRate) return { keep, ...relaxedLaw(1 - keep, rate.temperature) };
  return { keep, mean: keep, variance: keep * (1 - keep) };
}

/** The integral over u, in the middles of so many parts. */
const PARTS = 2 ** 14;

function relaxedLaw(rate: number, temperature: number): Moments {
  let [mean, square] = [0, 0];
  for (let i = 0; i < PARTS; i++) {
    const u = (i + 0.5) / PARTS;
    const left = 1 / (1 + ((rate * u) / ((1 - rate) * (1 - u))) ** (1 / temperature));
    mean += left / PARTS;
    square += (left * left) / PARTS;
  }
  return { mean, variance: square - mean * mean };
}

/** Of x · m / p with m ~ Bernoulli(p): mean x, variance x² (1 − p) / p; zeros where nothing is kept. */
export function coinMoments(rate: AnyRate, x: number, unit?: number, step?: number): Moments {
  const { keep, mean, variance } = coinLaw(rate, unit, step);
  if (keep === 0) return { mean: 0, variance: 0 };
  if (!(rate instanceof LearnedRate)) return { mean: x, variance: (x * x * (1 - keep)) / keep };
  return { mean: (x * mean) / keep, variance: (x / keep) ** 2 * variance };
}

/** log Π p^m (1 − p)^(1 − m), over all coins. */
export function coinLogProbability(rate: AnyRate, mask: Tensor, x: Tensor): Tensor {
  return rate instanceof LearnedRate ? uniformLogDensity(mask) : logProbabilityOf(mask, keepOf(rate, x));
}

/** The same for a given p. */
export function logProbabilityOf(mask: Tensor, probability: TensorLike): Tensor {
  const p = typeof probability === 'number' ? Trace.of(mask).constant(probability) : probability;
  return p.log().broadcastTo(mask.shape).where(mask, p.subFrom(1).log()).sum();
}

/** A mask, true for what is kept. */
export function tossCoins(rate: AnyRate, draw: Draw, x: Tensor): Tensor {
  const { key, rowOffset, type } = draw;
  if (rate instanceof Module) requireAsked(askRate(rate, x), type.shape);
  if (rate instanceof LearnedRate) return drawInside(draw);
  return drawBernoulli(key, keepOf(rate, x), type.shape, rowOffset);
}

/** One value where the mask is true, another elsewhere; of relaxed coins so much of both. */
export function byCoins(rate: AnyRate, x: Tensor, mask: Tensor, kept: Tensor, dropped: Tensor | number): Tensor {
  if (!(rate instanceof LearnedRate)) return kept.where(mask, dropped);
  const share = relaxedCoins(askRate(rate, x).logit!, mask, rate.temperature);
  return dropped === 0 ? kept.mul(share) : kept.mul(share).add(share.subFrom(1).mul(dropped));
}

/** x / p where the mask is true, 0 elsewhere. */
export function keepWhere(rate: AnyRate, x: Tensor, mask: Tensor): Tensor {
  // Nothing survives a keep probability of 0, so that scale is never used; as 0 it keeps infinities out of the gradient.
  const scale = ofAnyKeep('scale', rate, x, (keep) => (keep === 0 ? 0 : 1 / keep), scaleOf);
  return byCoins(rate, x, mask, x.mul(scale), 0);
}

/** 1 / p of a rate that a layer says. */
export function scaleOf(keep: Tensor): Tensor {
  return keep.maximum(LEAST).divInto(1);
}

/** The least probability of keeping that is drawn, beside 0. */
const LEAST = 2 ** -23;

function keepOf(rate: AnyRate, x: Tensor): TensorLike {
  return ofAnyKeep(
    'keep',
    rate,
    x,
    (keep) => keep,
    (asked) => asked,
  );
}

/** @throws BernoulliError `SHAPE` when rates for each unit are not as many as the last axis of what is drawn has. */
export function requireRates(who: string, rate: AnyRate, drawn: Shape, words = 'rates need a mask'): void {
  if (Array.isArray(rate) && rate.length !== drawn.at(-1))
    fail('SHAPE', {
      who,
      what: `${rate.length} ${words} whose last axis has as many units`,
      received: printShape(drawn),
    });
}
