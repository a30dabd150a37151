/** A model as bytes: weights and optimizer state as safetensors, everything else as JSON. No code in a file, ever. */
import { fail, printShape, sameShape, type Backend, type Shape, type TensorData } from '../ir/index.ts';
import { layerFromConfig, type LayerDescription } from '../layers/index.ts';
import { losses } from '../losses/index.ts';
import { metrics as metricTable, type Metric } from '../metrics/index.ts';
import { optimizers } from '../optimizers/index.ts';
import { STREAM_VERSION } from '../random/index.ts';
import { decodeSafetensors, encodeSafetensors } from './safetensors/index.ts';
import type { ModelRuntime, Progress } from '../runtime/model-runtime.ts';
import { Model } from '../model/model.ts';
import { parseConfig, type StoredConfig, type StoredPart } from './format.ts';
import { Sequential } from '../model/sequential.ts';
import { slotName } from '../programs/ports.ts';

/** The files of a stored model, by name. */
export type ModelFiles = {
  readonly 'config.json': Uint8Array;
  readonly 'model.safetensors': Uint8Array;
  readonly 'optimizer.safetensors'?: Uint8Array;
};

/**
 * The model as files: `config.json` (layers of a sequential model, how it was compiled, seed and progress), `model.safetensors`
 * (weights by path) and `optimizer.safetensors` (its state). A resumed run continues bit for bit on the same backend, and with the
 * same masks on any other.
 *
 * @throws BernoulliError `STATE` when the model has no weights yet.
 * @example
 * ```ts
 * import { Dense, modelFromFiles, modelToFiles, sequential } from '@bernoulli/api';
 * const model = sequential([new Dense({ units: 2 })]);
 * model.compile({ seed: 7 });
 * model.buildFor([3]);
 * const files = await modelToFiles(model);
 * modelFromFiles(files).name; // => 'sequential'
 * ```
 */
export async function modelToFiles(model: Model): Promise<ModelFiles> {
  const runtime = Model.runtimeOf(model);
  runtime.built('save');
  // Between two training steps, so that weights, optimizer and progress are of one moment.
  return runtime.turn(() => filesOf(model, runtime));
}

async function filesOf(model: Model, runtime: ModelRuntime): Promise<ModelFiles> {
  const { rowShapes } = runtime.built('save');
  const { optimizer, loss, seed } = runtime.compiled('save');
  const config: StoredConfig = {
    format: 'bernoulli',
    version: 1,
    streamVersion: STREAM_VERSION,
    className: model.className,
    name: model.name,
    rowShapes,
    layers:
      model instanceof Sequential
        ? model.layers.map((layer) => ({ className: layer.className, config: layer.getConfig() }))
        : null,
    compiled: {
      optimizer: stored(optimizer, optimizers),
      loss: stored(loss, losses),
      metrics: runtime.metrics.map((metric) => stored(metric, metricTable)).filter((m) => m !== null),
    },
    seed: String(seed),
    progress: runtime.progress,
  };
  const state = await readSlots(runtime);
  return {
    'config.json': new TextEncoder().encode(`${JSON.stringify(config, null, 2)}\n`),
    'model.safetensors': encodeSafetensors(await model.getWeights(), { format: 'bernoulli' }),
    ...(Object.keys(state).length === 0
      ? {}
      : { 'optimizer.safetensors': encodeSafetensors(state, { format: 'bernoulli' }) }),
  };
}

/** How to load. */
export interface LoadOptions<M extends Model> {
  /** A fresh model to fill: needed for a class of your own, since files hold no code. Default: a sequential model made anew. */
  readonly into?: M | undefined;
  /** Default: the one that is installed. */
  readonly backend?: Backend | undefined;
}

/**
 * The stored model again, compiled as it was; `fit(…, { resume: true })` goes on where it stopped. Losses and metrics of your own
 * are not stored: call `compile` with them, which begins a new training.
 *
 * @throws BernoulliError `FORMAT` for files that are truncated, malformed, or of a newer version; `NAME`, `SHAPE` when they do not
 * belong to the model. Nothing is changed then.
 */
export function modelFromFiles<M extends Model = Model>(
  files: Readonly<Record<string, Uint8Array | undefined>>,
  { into, backend }: LoadOptions<M> = {},
): M {
  const config = parseConfig(file(files, 'config.json'));
  const weights = decodeSafetensors(file(files, 'model.safetensors')).tensors;
  const slots = files['optimizer.safetensors'] ? decodeSafetensors(files['optimizer.safetensors']).tensors : {};
  const model = into ?? (sequentialFrom(config) as Model as M);
  const runtime = Model.runtimeOf(model);
  if (into !== undefined && into.name !== config.name)
    fail('NAME', { who: 'load', what: `the stored model is called ${config.name}`, received: into.name });
  if (runtime.isBuilt || runtime.isCompiled)
    fail('STATE', {
      who: 'load',
      at: model.name,
      what: 'the model to load into must be fresh: neither compiled nor built',
    });
  const { optimizer, loss, metrics } = config.compiled;
  model.compile({
    optimizer: optimizer ?? undefined,
    loss: loss ?? undefined,
    metrics: metrics as unknown as Metric[],
    seed: BigInt(config.seed),
    backend,
  });
  model.buildFor(...config.rowShapes);
  fill(runtime, new Map(Object.entries(weights)), new Map(Object.entries(slots)), config.progress);
  return model;
}

/** Checks all, then sets all. */
function fill(
  runtime: ModelRuntime,
  weights: ReadonlyMap<string, TensorData>,
  slots: ReadonlyMap<string, TensorData>,
  progress: Progress,
): void {
  const { parameters } = runtime.built('load');
  for (const [path, { shape }] of parameters) checkTensor('model.safetensors', path, weights.get(path), shape);
  for (const path of weights.keys())
    if (!parameters.has(path))
      fail('NAME', { who: 'load', at: 'model.safetensors', what: 'the model has no such weight', received: path });
  const wanted = slotShapes(runtime);
  if (slots.size > 0)
    for (const [name, shape] of wanted) checkTensor('optimizer.safetensors', name, slots.get(name), shape);
  for (const name of slots.keys())
    if (!wanted.has(name))
      fail('NAME', {
        who: 'load',
        at: 'optimizer.safetensors',
        what: 'the optimizer has no such state',
        received: name,
      });
  for (const [name, value] of [...weights, ...slots]) runtime.store.place(name, value);
  Object.assign(runtime.progress, progress);
}

function checkTensor(where: string, name: string, value: TensorData | undefined, shape: Shape): void {
  if (value === undefined) fail('NAME', { who: 'load', at: where, what: `lacks ${name}` });
  if (value.dtype !== 'f32' || !sameShape(value.shape, shape))
    fail('SHAPE', {
      who: 'load',
      at: where,
      what: `${name} must be f32${printShape(shape)}`,
      received: `${value.dtype}${printShape(value.shape)}`,
    });
}

function slotShapes(runtime: ModelRuntime): Map<string, Shape> {
  const slots = runtime.compiled('load').optimizer?.slots ?? [];
  return new Map(
    [...runtime.built('load').parameters].flatMap(([path, { shape, trainable }]) =>
      trainable ? slots.map((slot): [string, Shape] => [slotName(slot, path), shape]) : [],
    ),
  );
}

async function readSlots(runtime: ModelRuntime): Promise<Record<string, TensorData>> {
  return runtime.store.read([...slotShapes(runtime).keys()].filter((name) => runtime.store.has(name)));
}

function sequentialFrom({ layers, className, name }: StoredConfig): Sequential {
  if (layers === null)
    fail('NAME', {
      who: 'load',
      what: `the stored model is of the class ${className}, and files hold no code`,
      hint: `Hand in a fresh one as into: new ${className}()`,
    });
  return new Sequential(
    layers.map((layer) => layerFromConfig(layer as LayerDescription)),
    { name },
  );
}

/** A part as its description; `null` for one of the user's own, which has to be given again after loading. */
function stored(part: { className: string; getConfig(): object } | undefined, table: object): StoredPart | null {
  if (part === undefined || !Object.hasOwn(table, part.className)) return null;
  return { className: part.className, config: part.getConfig() as Record<string, unknown> };
}

function file(files: Readonly<Record<string, Uint8Array | undefined>>, name: string): Uint8Array {
  return (
    files[name] ??
    fail('FORMAT', {
      who: 'load',
      what: `${name} is missing`,
      hint: `There are ${Object.keys(files).join(', ') || 'no files'}`,
    })
  );
}
