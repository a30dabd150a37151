/** Coins that a rate can be learned from: what they are, how their rate is kept as a weight, and its price. */
import { softplus } from '../../activations/softplus.ts';
import type { Constraint } from '../../constraints/constraint.ts';
import { atLeast, field, flag, positive } from '../../ir/index.ts';
import { drawUniform } from '../../random/draw.ts';
import type { ParameterConfig } from '../../tracing/module.ts';
import type { Draw } from '../../tracing/site.ts';
import type { Tensor } from '../../tracing/tensor.ts';
import { Trace } from '../../tracing/trace.ts';

/** What a rate that is learned may be told. */
export interface RelaxedRateConfig {
  /** Price of rates that are far from ½, 2 / (N τ) for N rows with noise of precision τ. At least 0. Default 1e-5. */
  readonly dropoutRegularizer?: number | undefined;
  /** The rate to begin with, in (0, 1). Default 0.1. */
  readonly initialRate?: number | undefined;
  /** Whether each unit of the last axis has a rate of its own. Default false: one for all. */
  readonly perUnit?: boolean | undefined;
  /** How far masks are from coins: near 0 they are coins. Above 0. Default 0.1. */
  readonly temperature?: number | undefined;
}

/** The fields of {@link RelaxedRateConfig}. */
export const relaxedRateFields = () => ({
  dropoutRegularizer: atLeast(0, 1e-5),
  initialRate: field<number>('be in (0, 1)', (x) => (x as number) > 0 && (x as number) < 1, 0.1),
  perUnit: flag(false),
  temperature: positive(0.1),
});

/** The name of the weight that a learned rate is kept as: log(rate / (1 − rate)). */
export const LOGIT = 'dropoutLogit';

/** How far it may go: rates from 6e-6 to 1 − 6e-6, whose logarithms and reciprocals are finite. */
export const FURTHEST = 12;

/** Keeps a learned rate off 0 and 1. */
const withinReach: Constraint = {
  className: 'WithinReach',
  staysFinite: true,
  apply: (w) => w.clip(-FURTHEST, FURTHEST),
  getConfig: () => ({}),
};

/** The weight that a rate is learned as, for so many units. */
export function logitWeight(
  units: number,
  { initialRate, perUnit }: { initialRate: number; perUnit: boolean },
): ParameterConfig {
  return {
    name: LOGIT,
    shape: perUnit ? [units] : [],
    initializer: { className: 'Constant', config: { value: Math.log(initialRate / (1 - initialRate)) } },
    constraint: withinReach,
  };
}

/** p log p + (1 − p) log(1 − p) on average, for p = σ(logit): a number, or one for each row of what has rows. */
export function priceOf(logit: Tensor): Tensor {
  const [p, q] = [logit.sigmoid(), logit.neg().sigmoid()];
  const order = p.mul(p.log()).add(q.mul(q.log()));
  if (!Trace.of(logit).hasRows(logit)) return meanOf(order);
  return order.rank === 1 ? order : order.mean(order.shape.slice(1).map((_, i) => i + 1));
}

/** What is left of what a coin would keep: nearly 0 with probability σ(logit), and nearly 1 else, for u of (0, 1). */
export function relaxedCoins(logit: Tensor, u: Tensor, temperature: number): Tensor {
  return logit.add(u.log()).sub(u.subFrom(1).log()).div(-temperature).sigmoid();
}

/** The logarithm of that, which stays finite where nothing is left. */
export function logRelaxedCoins(logit: Tensor, u: Tensor, temperature: number): Tensor {
  return softplus(logit.add(u.log()).sub(u.subFrom(1).log()).div(temperature)).neg();
}

/** Numbers of (0, 1) that relaxed coins are made of: in the middles of their steps of 2⁻²³, so that both logarithms are finite. */
export function drawInside({ key, rowOffset, type }: Draw): Tensor {
  return drawUniform(key, type.shape, rowOffset).add(2 ** -24);
}

/** The mean of all, of one number that number. */
export function meanOf(x: Tensor): Tensor {
  return x.rank === 0 ? x : x.mean();
}
