/** Rates that a model has learned, read out of its weights. */
import { flag, readConfig, warn, type TensorData } from '../ir/index.ts';
import { LOGIT } from './rates/relaxed-coins.ts';

/** Above this, what is dropped is all but everything. */
const ALL = 0.99;

/** Below this, next to nothing is dropped: the end of what may be learned. */
const NOTHING = 1e-5;

export interface LearnedRatesOptions {
  /** Whether to give the rates of all units, `[features]` or `[1]`, instead of their mean. Default false. */
  readonly perUnit?: boolean | undefined;
}

/**
 * The rates that a model has learned, by the path of the layer, out of its weights; of rates for each unit, their mean. Where one has gone up
 * to 1 or down to 0 it says so on the console, as `fit` does at its end: then the price of the rate does not fit the data.
 *
 * @param weights as `getWeights` gives them
 * @throws BernoulliError `CONFIG` for an option that there is not.
 * @example
 * ```ts
 * import { learnedRates } from '@bernoulli/api';
 * const weights = { 'net/concrete/dropoutLogit': { dtype: 'f32', shape: [2], data: Float32Array.of(0, Math.log(3)) } } as const;
 * learnedRates(weights)['net/concrete'].toFixed(3); // => '0.625'
 * learnedRates(weights, { perUnit: true })['net/concrete'].map((rate) => rate.toFixed(2)); // => ['0.50', '0.75']
 * ```
 */
export function learnedRates(
  weights: Readonly<Record<string, TensorData>>,
  options: { readonly perUnit: true },
): Record<string, number[]>;
export function learnedRates(
  weights: Readonly<Record<string, TensorData>>,
  options?: LearnedRatesOptions,
): Record<string, number>;
export function learnedRates(
  weights: Readonly<Record<string, TensorData>>,
  options: LearnedRatesOptions = {},
): Record<string, number | number[]> {
  const { perUnit } = readConfig('learnedRates', options, { perUnit: flag(false) });
  const found: Record<string, number | number[]> = {};
  for (const [at, rates] of ratesOf(weights)) {
    hintAtRates('learnedRates', at, rates);
    found[at] = perUnit ? rates : rates.reduce((sum, rate) => sum + rate, 0) / rates.length;
  }
  return found;
}

/** The rates of each layer that learns them, by its path. */
export function ratesOf(weights: Readonly<Record<string, TensorData>>): [path: string, rates: number[]][] {
  return Object.entries(weights)
    .filter(([path]) => isLearnedRate(path))
    .map(([path, { data }]) => [path.slice(0, -END.length), Array.from(data, (logit) => 1 / (1 + Math.exp(-logit)))]);
}

const END = `/${LOGIT}`;

/** Whether a weight is a learned rate, by its path. */
export function isLearnedRate(path: string): boolean {
  return path.endsWith(END);
}

/** Says on the console where rates have come to an end of what they may be. */
export function hintAtRates(who: string, at: string, rates: readonly number[]): void {
  const [least, most] = [Math.min(...rates), Math.max(...rates)];
  const one = rates.length === 1 ? 'the rate' : 'a rate';
  if (most > ALL)
    warn({
      who,
      at,
      what: `${one} has gone up to ${most.toFixed(4)}, and next to nothing is passed on`,
      hint: 'Lower dropoutRegularizer, the price of rates that are far from a half',
    });
  if (least < NOTHING)
    warn({
      who,
      at,
      what: `${one} has gone down to ${least.toExponential(0)}, and nothing is dropped any more`,
      hint: 'Raise dropoutRegularizer, 2 / (N τ) for N rows, or do without the layer',
    });
}
