/** Rates that are learned: as weights, and read again. */
import type { Constraint } from '../constraints/constraint.ts';
import { warn, type TensorData } from '../ir/index.ts';

/** The name of the weight that a learned rate is kept as: log(rate / (1 − rate)). */
export const LOGIT = 'dropoutLogit';

/** How far it may go: rates from 6e-6 to 1 − 6e-6, whose logarithms and reciprocals are finite. */
const FURTHEST = 12;

/** Above this, what is dropped is all but everything. */
const SATURATED = 0.99;

/** Keeps a learned rate off 0 and 1. */
export const withinReach: Constraint = {
  className: 'WithinReach',
  staysFinite: true,
  apply: (w) => w.clip(-FURTHEST, FURTHEST),
  getConfig: () => ({}),
};

/** The weight for a rate in (0, 1). */
export function logitOf(rate: number): number {
  return Math.log(rate / (1 - rate));
}

/**
 * The rates that a model has learned, by the path of the layer, out of its weights. For a rate above 0.99 it says on the console that the
 * layer passes next to nothing on: then its price is too high for what it is worth.
 *
 * @param weights as `getWeights` gives them
 * @example
 * ```ts
 * import { learnedRates } from '@bernoulli/api';
 * learnedRates({ 'net/concrete/dropoutLogit': { dtype: 'f32', shape: [], data: Float32Array.of(0) } }); // => { 'net/concrete': 0.5 }
 * ```
 */
export function learnedRates(weights: Readonly<Record<string, TensorData>>): Record<string, number> {
  const end = `/${LOGIT}`;
  const rates: Record<string, number> = {};
  for (const [path, { data }] of Object.entries(weights)) {
    if (!path.endsWith(end)) continue;
    const at = path.slice(0, -end.length);
    const rate = 1 / (1 + Math.exp(-data[0]!));
    rates[at] = rate;
    if (rate > SATURATED)
      warn({
        who: 'learnedRates',
        at,
        what: `the rate has gone up to ${rate.toFixed(4)}, and next to nothing is passed on`,
        hint: 'Lower dropoutRegularizer, the price of rates that are far from a half',
      });
  }
  return rates;
}
