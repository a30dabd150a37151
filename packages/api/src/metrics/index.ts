/** The metrics, and the way to one by name. */
import { fail } from '../ir/index.ts';
import type { Aliases, NameOf } from '../config/names.ts';
import { registry, type Saved } from '../config/registry.ts';
import { chooseAccuracy, chooseCrossentropy, type MetricContext } from './choose.ts';
import * as metrics from './classes.ts';
import { requireFunction } from '../losses/function-loss.ts';
import { FunctionMetric, type MetricFunction } from './function-metric.ts';
import type { Metric } from './metric.ts';

const aliases = {
  mse: 'MeanSquaredError',
  mae: 'MeanAbsoluteError',
  mape: 'MeanAbsolutePercentageError',
  msle: 'MeanSquaredLogarithmicError',
  rmse: 'RootMeanSquaredError',
  bce: 'BinaryCrossentropy',
  kld: 'KLDivergence',
  iou: 'IoU',
} as const satisfies Aliases<typeof metrics>;

/** Names that choose by the loss and the shape of the prediction. */
const choices = {
  accuracy: chooseAccuracy,
  acc: chooseAccuracy,
  crossentropy: chooseCrossentropy,
  ce: chooseCrossentropy,
};

/** The name of a metric: its class's in camel case, or a short one. */
export type MetricName = NameOf<typeof metrics, typeof aliases> | keyof typeof choices;

/** What may stand for a metric: a name, the thing itself, a plain function, or the stored form. */
export type MetricLike = MetricName | Metric | MetricFunction | Saved;

const registered = /* @__PURE__ */ registry<Metric, MetricName | MetricFunction>({
  kind: 'metric',
  classes: metrics,
  aliases,
  methods: ['statistics', 'result', 'getConfig'],
  fromFunction: (own: MetricFunction, name?: string) => new FunctionMetric(requireFunction('metric', own), name),
});

/**
 * The metric itself, or the one that a name, a function or a `{ className, config }` stands for. A name is also the key of the figure.
 * `accuracy` (`acc`) and `crossentropy` (`ce`) choose by the loss and the shape of the prediction.
 *
 * @throws BernoulliError `NAME` for an unknown name, with the names that exist; `CONFIG` for anything else, and for a
 * metric that reads other labels than the loss.
 */
export function getMetric(metric: MetricLike, context: MetricContext): Metric {
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
  if (Object.hasOwn(choices, plain)) return choices[plain as keyof typeof choices](name, context);
  return registered.make(name, { name });
}

/** Builds the metric that `{ className, config }` describes, as `getConfig` gave it. */
export function metricFromConfig(saved: Saved): Metric {
  return registered.fromConfig(saved);
}

export type { MetricContext } from './choose.ts';
export * from './classes.ts';
export type { MetricFunction } from './function-metric.ts';
export { MeanMetric, type MetricConfig } from './mean-metric.ts';
export type { Metric } from './metric.ts';
/** Every metric under its class name. */
export { metrics };
