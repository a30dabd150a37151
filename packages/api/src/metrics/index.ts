/** The metrics: their table, and the way to one by name. */
import { fail } from '../ir/index.ts';
import { fromTable, resolveName, toThing, type Saved } from '../config/registry.ts';
import { Accuracy } from './accuracy.ts';
import { BinaryAccuracy } from './binary-accuracy.ts';
import { BinaryCrossentropy } from './binary-crossentropy.ts';
import { CategoricalAccuracy } from './categorical-accuracy.ts';
import { CategoricalCrossentropy } from './categorical-crossentropy.ts';
import { chooseAccuracy, chooseCrossentropy, type MetricContext } from './choose.ts';
import { MeanAbsoluteError } from './mean-absolute-error.ts';
import { MeanSquaredError } from './mean-squared-error.ts';
import type { Metric } from './metric.ts';
import { RootMeanSquaredError } from './root-mean-squared-error.ts';
import { SparseCategoricalAccuracy } from './sparse-categorical-accuracy.ts';
import { SparseCategoricalCrossentropy } from './sparse-categorical-crossentropy.ts';
import { SparseTopKCategoricalAccuracy } from './sparse-top-k-categorical-accuracy.ts';
import { TopKCategoricalAccuracy } from './top-k-categorical-accuracy.ts';

/** Every metric under its class name. */
export const metrics = {
  Accuracy,
  BinaryAccuracy,
  BinaryCrossentropy,
  CategoricalAccuracy,
  CategoricalCrossentropy,
  MeanAbsoluteError,
  MeanSquaredError,
  RootMeanSquaredError,
  SparseCategoricalAccuracy,
  SparseCategoricalCrossentropy,
  SparseTopKCategoricalAccuracy,
  TopKCategoricalAccuracy,
} as const;

const aliases = {
  mse: 'MeanSquaredError',
  mae: 'MeanAbsoluteError',
  rmse: 'RootMeanSquaredError',
  bce: 'BinaryCrossentropy',
};

/**
 * The metric itself, or the one that a name or a `{ className, config }` stands for. A name is also the key of the figure.
 * `accuracy` (`acc`) and `crossentropy` (`ce`) choose by the loss and the shape of the prediction.
 *
 * @throws BernoulliError `NAME` for an unknown name, with the names that exist; `CONFIG` for anything else, and for a
 * metric that reads other labels than the loss.
 */
export function getMetric(metric: string | Metric | Saved, context: MetricContext): Metric {
  const found =
    typeof metric === 'string'
      ? byName(metric, context)
      : toThing<Metric>('metric', metrics, metric, ['statistics', 'result', 'getConfig']);
  if (found.labels !== 'any' && found.labels !== context.loss.labels)
    fail('CONFIG', {
      who: 'metric',
      what: `${found.className} reads ${labelKind[found.labels]}, but the loss ${context.loss.className} reads ${labelKind[context.loss.labels]}`,
    });
  return found;
}

const labelKind = { classes: 'class numbers', values: 'values of the shape of the prediction' } as const;

function byName(name: string, context: MetricContext): Metric {
  const plain = name.toLowerCase();
  if (plain === 'accuracy' || plain === 'acc') return chooseAccuracy(name, context);
  if (plain === 'crossentropy' || plain === 'ce') return chooseCrossentropy(name, context);
  return new metrics[resolveName('metric', metrics, name, aliases) as keyof typeof metrics]({ name });
}

/** Builds the metric that `{ className, config }` describes, as `getConfig` gave it. */
export function metricFromConfig(saved: Saved): Metric {
  return fromTable<Metric>('metric', metrics, saved);
}

export { Accuracy } from './accuracy.ts';
export { BinaryAccuracy, type BinaryAccuracyConfig } from './binary-accuracy.ts';
export { BinaryCrossentropy, type BinaryCrossentropyConfig } from './binary-crossentropy.ts';
export { CategoricalAccuracy } from './categorical-accuracy.ts';
export { CategoricalCrossentropy, type CategoricalCrossentropyConfig } from './categorical-crossentropy.ts';
export type { MetricContext } from './choose.ts';
export { MeanAbsoluteError } from './mean-absolute-error.ts';
export { MeanMetric, type MetricConfig } from './mean-metric.ts';
export { MeanSquaredError } from './mean-squared-error.ts';
export type { Metric } from './metric.ts';
export { RootMeanSquaredError } from './root-mean-squared-error.ts';
export { SparseCategoricalAccuracy } from './sparse-categorical-accuracy.ts';
export {
  SparseCategoricalCrossentropy,
  type SparseCategoricalCrossentropyConfig,
} from './sparse-categorical-crossentropy.ts';
export { SparseTopKCategoricalAccuracy } from './sparse-top-k-categorical-accuracy.ts';
export { TopKCategoricalAccuracy, type TopKCategoricalAccuracyConfig } from './top-k-categorical-accuracy.ts';
