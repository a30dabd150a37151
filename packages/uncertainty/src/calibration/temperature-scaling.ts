/** One number that makes a classifier as sure as it should be. */
import type { ArrayInput } from '@bernoulli/api';
import { fail } from '@bernoulli/api/ir';
import { readLabels } from '../input/classes.ts';
import { readValues, type Values } from '../input/values.ts';

/** Ends of the search for 1/T, as logarithms. */
const ENDS = [-10, 10] as const;
/** Halvings of it: 20 · 2⁻⁵⁰ is less than a last digit. */
const HALVINGS = 50;

/**
 * The temperature T for which softmax(z / T) makes the labels likeliest: above 1 for a model that is too sure of itself, below 1 for one
 * that is not sure enough. The negative log-likelihood is convex in 1/T, so there is one minimum, and it is found.
 *
 * Hold rows back for it: on the training data, which a network knows too well, it comes out too small.
 *
 * Source: C. Guo et al., "On Calibration of Modern Neural Networks", ICML 2017.
 *
 * @param labels class numbers, `[rows]`
 * @param logits `[rows, classes]`; logarithms of probabilities do as well
 * @throws BernoulliError `SHAPE` or `DATA` for other shapes and labels that are no classes; `DATA` where there is no best temperature: every
 * label is that of the largest logit, or labels and logits have nothing to do with each other.
 * @example
 * ```ts
 * import { fitTemperature, softmax } from '@bernoulli/uncertainty';
 * // Sure as 99 %, right in three of four.
 * const logits = Array.from({ length: 4 }, () => [Math.log(99), 0]);
 * const temperature = fitTemperature([0, 0, 0, 1], logits);
 * Math.abs(softmax(logits, temperature).data[0]! - 0.75) < 1e-9; // => true
 * ```
 */
export function fitTemperature(labels: ArrayInput, logits: ArrayInput): number {
  const who = 'fitTemperature';
  const { data: z, shape } = readValues(logits, { who, name: 'logits', axes: ['rows', 'classes'] });
  const [rows, classes] = shape as [number, number];
  const y = readLabels(who, labels, rows, classes);
  let [low, high]: [number, number] = [...ENDS];
  const slope = (logScale: number): number => slopeAt(Math.exp(logScale), z, classes, y);
  if (slope(high) <= 0)
    fail('DATA', {
      who,
      what: 'there is no best temperature: every label is that of the largest logit, so that colder is always better',
      hint: 'Hold back more rows, or rows that the model was not trained on',
    });
  if (slope(low) > 0)
    fail('DATA', {
      who,
      what: 'there is no best temperature: the labels are likelier the less the logits say',
      hint: 'Do labels and logits belong to the same rows?',
    });
  for (let i = 0; i < HALVINGS; i++) {
    const middle = (low + high) / 2;
    if (slope(middle) < 0) low = middle;
    else high = middle;
  }
  return Math.exp(-(low + high) / 2);
}

/** By how much the mean negative log-likelihood rises with the scale 1/T: E_p[z] − z_y, which rises with the scale. */
function slopeAt(scale: number, z: Float64Array, classes: number, y: Int32Array): number {
  let sum = 0;
  for (let row = 0; row < y.length; row++) {
    const own = z.subarray(row * classes, (row + 1) * classes);
    const label = own[y[row]!]!;
    // Differences from the label's own logit: where all weight is on it, nothing is left, without rounding.
    let [weights, weighted] = [0, 0];
    const most = Math.max(...own);
    for (const value of own) {
      const weight = Math.exp(scale * (value - most));
      weights += weight;
      weighted += weight * (value - label);
    }
    sum += weighted / weights;
  }
  return sum / y.length;
}

/**
 * softmax(z / T), row by row: the calibrated probabilities. The order of the classes stays, and with it the accuracy.
 *
 * @param logits `[rows, classes]`
 * @param temperature T, above 0. Default 1
 * @throws BernoulliError `SHAPE` or `DATA` for other shapes; `CONFIG` for a temperature that is not above 0.
 * @example
 * ```ts
 * import { softmax } from '@bernoulli/uncertainty';
 * [...softmax([[0, 0]], 2).data]; // => [0.5, 0.5]
 * ```
 */
export function softmax(logits: ArrayInput, temperature = 1): Values {
  const who = 'softmax';
  if (!(temperature > 0 && temperature < Infinity))
    fail('CONFIG', { who, what: 'the temperature must be a finite number above 0', received: temperature });
  const { data, shape } = readValues(logits, { who, name: 'logits', axes: ['rows', 'classes'] });
  const classes = shape[1]!;
  for (let start = 0; start < data.length; start += classes) {
    const row = data.subarray(start, start + classes);
    const most = Math.max(...row);
    row.forEach((value, c) => (row[c] = Math.exp((value - most) / temperature)));
    const sum = row.reduce((total, value) => total + value, 0);
    row.forEach((value, c) => (row[c] = value / sum));
  }
  return { data, shape };
}
