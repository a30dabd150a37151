/** Probabilities of classes, scores of classes, and labels, checked. */
import type { ArrayInput } from '@bernoulli/api';
import { fail } from '@bernoulli/api/ir';
import { readValues, requireRows, type Values } from './values.ts';

/** How far the probabilities of a row may be from 1 together: what single precision and a few thousand classes explain. */
const ONE = 1e-3;

/**
 * Probabilities whose last axis runs over the classes.
 *
 * @throws BernoulliError `DATA` for a value outside [0, 1], or a row that does not add up to 1; what `readValues` throws.
 */
export function readProbabilities(who: string, name: string, value: ArrayInput, axes: readonly string[]): Values {
  const values = readValues(value, { who, name, axes });
  const { data, shape } = values;
  const classes = shape.at(-1)!;
  for (let row = 0; row < data.length / classes; row++) {
    let sum = 0;
    for (let c = 0; c < classes; c++) {
      const p = data[row * classes + c]!;
      if (p < 0 || p > 1 + ONE)
        fail('DATA', { who, what: `${name} must be in [0, 1]; value ${c} of row ${row} is not`, received: p });
      sum += p;
    }
    if (Math.abs(sum - 1) > ONE)
      fail('DATA', {
        who,
        what: `${name} of each row must add up to 1; row ${row} does not`,
        received: sum,
        hint: 'Give the last layer a softmax, or take the softmax of the logits',
      });
  }
  return values;
}

/** Class numbers, one for each row, below the number of classes. */
export function readLabels(who: string, value: ArrayInput, rows: number, classes: number): Int32Array {
  const labels = readValues(value, { who, name: 'labels', axes: ['rows'] });
  requireRows(who, 'labels', labels, rows, 'the predictions');
  const wrong = labels.data.findIndex((label) => !Number.isInteger(label) || label < 0 || label >= classes);
  if (wrong >= 0)
    fail('DATA', {
      who,
      what: `labels must be whole numbers from 0 to ${classes - 1}; that of row ${wrong} is not`,
      received: labels.data[wrong],
    });
  return Int32Array.from(labels.data);
}

/** Labels and the probabilities that were predicted for them. */
export interface Judged {
  readonly rows: number;
  readonly classes: number;
  readonly labels: Int32Array;
  readonly p: Float64Array;
}

/** What scores of class predictions are computed from. */
export function readJudged(who: string, labels: ArrayInput, probabilities: ArrayInput): Judged {
  const { data: p, shape } = readProbabilities(who, 'probabilities', probabilities, ['rows', 'classes']);
  const [rows, classes] = shape as [number, number];
  return { rows, classes, labels: readLabels(who, labels, rows, classes), p };
}

/** The likeliest class of each row, the first of equals, and its probability. */
export function confidences({ rows, classes, p }: Omit<Judged, 'labels'>): {
  top: Int32Array;
  confidence: Float64Array;
} {
  const top = new Int32Array(rows);
  const confidence = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    let best = 0;
    for (let c = 1; c < classes; c++) if (p[row * classes + c]! > p[row * classes + best]!) best = c;
    top[row] = best;
    confidence[row] = p[row * classes + best]!;
  }
  return { top, confidence };
}
