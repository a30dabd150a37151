/** Predictions of several networks for the same rows. */
import type { ArrayInput } from '@bernoulli/api';
import { readProbabilities } from '../input/classes.ts';
import { readValues, type Values } from '../input/values.ts';

/** Samples along the first axis, rows along the second. */
export interface Samples {
  readonly samples: number;
  /** Numbers of one sample: rows times whatever a row holds. */
  readonly size: number;
  /** Of one sample: `[rows, …]`. */
  readonly shape: readonly number[];
  readonly data: Float64Array;
}

export function readSamples(who: string, value: ArrayInput): Samples {
  return samplesOf(readValues(value, { who, name: 'samples', axes: ['samples', 'rows', '…'] }));
}

/** The same for classes: rows of probabilities. */
export function readClassSamples(who: string, value: ArrayInput): Samples & { rows: number; classes: number } {
  const values = samplesOf(readProbabilities(who, 'samples', value, ['samples', 'rows', 'classes']));
  const [rows, classes] = values.shape as [number, number];
  return { ...values, rows, classes };
}

function samplesOf({ data, shape: [samples, ...shape] }: Values): Samples {
  return { samples: samples!, size: data.length / samples!, shape, data };
}

/** −Σ p log p of each row, in nats. */
export function entropies(p: Float64Array, classes: number): Float64Array {
  const out = new Float64Array(p.length / classes);
  p.forEach((value, i) => {
    if (value > 0) out[Math.floor(i / classes)]! -= value * Math.log(value);
  });
  return out;
}

/** The mean over the samples. */
export function meanOf({ samples, size, data }: Samples): Float64Array {
  const mean = new Float64Array(size);
  for (let i = 0; i < data.length; i++) mean[i % size]! += data[i]! / samples;
  return mean;
}
