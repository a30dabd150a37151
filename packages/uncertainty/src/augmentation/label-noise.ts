/** Labels that are wrong on purpose. */
import type { ArrayInput } from '@bernoulli/api';
import { rate, readConfig, whole } from '@bernoulli/api/ir';
import { siteKey, uniform } from '@bernoulli/api/random';
import { readLabels } from '../input/classes.ts';
import { seedField } from '../input/fields.ts';
import { readValues } from '../input/values.ts';

export interface LabelNoiseOptions {
  /** Probability, in [0, 1], that a label is replaced by another class, each of which is as likely. */
  readonly rate: number;
  /** Number of classes, from 2 up. */
  readonly classes: number;
  /** Default 0. */
  readonly seed?: number | bigint | undefined;
  /** Number of the draw, from 0 up: the batch or the epoch, where labels are to change from one to the next. Default 0. */
  readonly step?: number | undefined;
}

const fields = { rate: rate(), classes: whole(2), seed: seedField(), step: whole(0, 0) };

/**
 * Replaces labels by other classes. Drawn anew for every batch it regularizes (DisturbLabel); drawn once it makes a data set whose labels are
 * wrong, to try other remedies on.
 *
 * Source: L. Xie et al., "DisturbLabel: Regularizing CNN on the Loss Layer", CVPR 2016; there a class may also be replaced by itself.
 *
 * @param labels class numbers, `[rows]`
 * @throws BernoulliError `CONFIG` for a bad option; `SHAPE` or `DATA` for labels that are no classes.
 * @example
 * ```ts
 * import { labelNoise } from '@bernoulli/uncertainty';
 * [...labelNoise([0, 1, 2], { rate: 0, classes: 3 })]; // => [0, 1, 2]
 * [...labelNoise([0, 1, 1], { rate: 1, classes: 2 })]; // => [1, 0, 0]
 * ```
 */
export function labelNoise(labels: ArrayInput, options: LabelNoiseOptions): Int32Array {
  const who = 'labelNoise';
  const { rate: p, classes, seed, step } = readConfig(who, options, fields);
  const { shape } = readValues(labels, { who, name: 'labels', axes: ['rows'] });
  const read = readLabels(who, labels, shape[0]!, classes);
  const u = uniform(siteKey(seed, '#labelNoise', step), [read.length, 2]);
  return read.map((label, i) =>
    u[2 * i]! < p ? (label + 1 + Math.floor((classes - 1) * u[2 * i + 1]!)) % classes : label,
  );
}
