/** The metrics, and the way to one by name. */
import { fail } from '../ir/index.ts';
import { registry, type Saved } from '../config/registry.ts';
import { chooseAccuracy, chooseCrossentropy, type MetricContext } from './choose.ts';
import * as metrics from './classes.ts';
import type { Metric } from './metric.ts';

const registered = /* @__PURE__ */ registry<Metric>({
  kind: 'metric',
  classes: metrics,
  aliases: {
    mse: 'MeanSquaredError',
    mae: 'MeanAbsoluteError',
    rmse: 'RootMeanSquaredError',
    bce: 'BinaryCrossentropy',
  },
  methods: ['statistics', 'result', 'getConfig'],
});

/**
 * The metric itself, or the one that a name or a `{ className, config }` stands for. A name is also the key of the figure.
 * `accuracy` (`acc`) and `crossentropy` (`ce`) choose by the loss and the shape of the prediction.
 *
 * @throws BernoulliError `NAME` for an unknown name, with the names that exist; `CONFIG` for anything else, and for a
 * metric that reads other labels than the loss.
 */
export function getMetric(metric: string | Metric | Saved, context: MetricContext): Metric {
  const found = typeof metric === 'string' ? byName(metric, context) : registered.get(metric);
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
  return registered.make(name, { name });
}

/** Builds the metric that `{ className, config }` describes, as `getConfig` gave it. */
export function metricFromConfig(saved: Saved): Metric {
  return registered.fromConfig(saved);
}

export type { MetricContext } from './choose.ts';
export * from './classes.ts';
export { MeanMetric, type MetricConfig } from './mean-metric.ts';
export type { Metric } from './metric.ts';
/** Every metric under its class name. */
export { metrics };
