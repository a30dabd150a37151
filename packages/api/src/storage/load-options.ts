/** How a model is loaded, and what of the user's own its files may name. */
import type { Constraint } from '../constraints/index.ts';
import { field, flag, optional, plainConfig, readConfig, whole, type Backend } from '../ir/index.ts';
import type { ActivationFunction } from '../activations/index.ts';
import type { Initializer } from '../initializers/index.ts';
import type { Loss } from '../losses/index.ts';
import type { Metric } from '../metrics/index.ts';
import { Model } from '../model/model.ts';
import type { Optimizer } from '../optimizers/index.ts';
import type { Regularizer } from '../regularizers/index.ts';
import type { Schedule } from '../schedules/index.ts';
import type { SafetensorsLimits } from './safetensors/index.ts';
import type { Layer } from '../tracing/layer.ts';
import type { Tensor } from '../tracing/tensor.ts';

/** A class that is made again from its configuration. */
type Class<T> = new (config: never) => T;

/** A function of labels and predictions, which stands for a loss or a metric. */
type OfPredictions = (yTrue: Tensor, yPred: Tensor) => Tensor;

type ByName<T> = Readonly<Record<string, T>>;

/** Classes by their `className`, and functions by their names, which stored models may name: Keras's custom objects. */
export interface CustomObjects {
  readonly layers?: ByName<Class<Layer>> | undefined;
  readonly losses?: ByName<Class<Loss> | OfPredictions> | undefined;
  readonly metrics?: ByName<Class<Metric> | OfPredictions> | undefined;
  readonly optimizers?: ByName<Class<Optimizer>> | undefined;
  /** A function of the step; or, for a schedule that was stored with a configuration, the function that makes it from that. */
  readonly schedules?: ByName<Schedule | ((config: never) => Schedule)> | undefined;
  readonly activations?: ByName<ActivationFunction> | undefined;
  readonly initializers?: ByName<Class<Initializer>> | undefined;
  readonly regularizers?: ByName<Class<Regularizer>> | undefined;
  readonly constraints?: ByName<Class<Constraint>> | undefined;
}

/** How to load. */
export interface LoadOptions<M extends Model> extends CustomObjects {
  /** A fresh model to fill: needed for a class of your own, since files hold no code. Default: a sequential model made anew. */
  readonly into?: M | undefined;
  /** Default: the one that is installed. */
  readonly backend?: Backend | undefined;
  /** False: weights alone, without optimizer, losses and metrics, to predict with or to compile anew. Default: true. */
  readonly compile?: boolean | undefined;
  /** How much to read of the files with tensors, beside what the format bounds. */
  readonly limits?: SafetensorsLimits | undefined;
}

function byName<T>() {
  return optional(
    field<ByName<T>>(
      'be an object of classes and functions by name',
      (x) =>
        typeof x === 'object' && x !== null && Object.values(x).every((each: unknown) => typeof each === 'function'),
    ),
  );
}

const limitFields = { headerBytes: optional(whole(0)), tensors: optional(whole(0)) };

const fields = {
  into: optional(field<Model>('be a model', (x) => x instanceof Model)),
  backend: optional(field<Backend>('be a backend', (x) => typeof x === 'object' && x !== null)),
  compile: flag(true),
  limits: optional<SafetensorsLimits, SafetensorsLimits>({
    must: 'be an object',
    read: (limits) => plainConfig(limitFields, readConfig('limits', limits, limitFields)),
  }),
  layers: byName<Class<Layer>>(),
  losses: byName<Class<Loss> | OfPredictions>(),
  metrics: byName<Class<Metric> | OfPredictions>(),
  optimizers: byName<Class<Optimizer>>(),
  schedules: byName<Schedule | ((config: never) => Schedule)>(),
  activations: byName<ActivationFunction>(),
  initializers: byName<Class<Initializer>>(),
  regularizers: byName<Class<Regularizer>>(),
  constraints: byName<Class<Constraint>>(),
};

/** @throws BernoulliError `CONFIG` for a bad or unknown option. */
export function readLoadOptions<M extends Model>(
  options: LoadOptions<M>,
): LoadOptions<M> & { readonly compile: boolean } {
  return readConfig<LoadOptions<Model>, typeof fields>('load', options, fields) as ReturnType<
    typeof readLoadOptions<M>
  >;
}
