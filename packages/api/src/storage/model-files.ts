/** A model as bytes: weights and optimizer state as safetensors, everything else as JSON. No code in a file, ever. */
import { fail, printShape, sameShape, type Backend, type Shape, type TensorData } from '../ir/index.ts';
import { losses } from '../losses/index.ts';
import { metrics as metricTable } from '../metrics/index.ts';
import type { CompileConfig } from '../model/compile-config.ts';
import { Model } from '../model/model.ts';
import type { Sequential } from '../model/sequential.ts';
import { optimizers } from '../optimizers/index.ts';
import { STREAM_VERSION } from '../random/index.ts';
import type { Progress } from '../runtime/compiled.ts';
import type { ModelRuntime } from '../runtime/model-runtime.ts';
import { frozenPaths } from '../tracing/frozen.ts';
import { isSlotName, slotName, slotStep, slotWeight } from '../tracing/ports.ts';
import { describeLayers, sequentialFrom } from './describe.ts';
import { parseConfig, type StoredConfig, type StoredPart, type StoredTarget } from './format.ts';
import { decodeSafetensors, encodeSafetensors } from './safetensors/index.ts';

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
  const { rows } = runtime.built('save');
  const { optimizer, seed } = runtime.compiled('save');
  const config: StoredConfig = {
    format: 'bernoulli',
    version: 2,
    streamVersion: STREAM_VERSION,
    className: model.className,
    name: model.name,
    rows,
    layers: describeLayers(model),
    frozen: frozenPaths(runtime.paths),
    compiled: { optimizer: stored(optimizer, optimizers), targets: storedTargets(runtime) },
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

/** Every output, with its loss where it has one of ours. */
function storedTargets(runtime: ModelRuntime): StoredTarget[] {
  if (!runtime.hasTargets) return [];
  const targets = runtime.targets('save');
  return runtime.built('save').outputs.map(({ name: output }) => {
    const target = targets.find((t) => t.output === output);
    const loss = stored(target?.loss, losses);
    const all = loss === null ? [] : target!.metrics.map((metric) => stored(metric, metricTable));
    return { output, loss, weight: target?.weight ?? 1, metrics: all.filter((metric) => metric !== null) };
  });
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
export function modelFromFiles<M extends Model = Sequential>(
  files: Readonly<Record<string, Uint8Array | undefined>>,
  { into, backend }: LoadOptions<M> = {},
): M {
  const config = parseConfig(file(files, 'config.json'));
  const weights = decodeSafetensors(file(files, 'model.safetensors')).tensors;
  const slots = files['optimizer.safetensors'] ? decodeSafetensors(files['optimizer.safetensors']).tensors : {};
  const model = into ?? (freshFrom(config) as Model as M);
  const runtime = Model.runtimeOf(model);
  if (into !== undefined && into.name !== config.name)
    fail('NAME', { who: 'load', what: `the stored model is called ${config.name}`, received: into.name });
  if (runtime.isBuilt || runtime.isCompiled)
    fail('STATE', {
      who: 'load',
      at: model.name,
      what: 'the model to load into must be fresh: neither compiled nor built',
    });
  freeze(runtime, config.frozen);
  model.compile({ ...compileConfigOf(config), backend });
  model.buildFor(...config.rows);
  fill(runtime, new Map(Object.entries(weights)), new Map(Object.entries(slots)), config.progress);
  return model;
}

function freeze(runtime: ModelRuntime, frozen: readonly string[]): void {
  const byPath = new Map([...runtime.paths].map(([module, path]) => [path, module]));
  for (const path of frozen) {
    const module =
      byPath.get(path) ??
      fail('NAME', {
        who: 'load',
        at: 'config.json',
        what: 'frozen names a module that the model does not have',
        received: path,
      });
    module.trainable = false;
  }
}

function compileConfigOf({ compiled: { optimizer, targets }, seed }: StoredConfig): CompileConfig {
  const trained = targets.filter(({ loss }) => loss !== null);
  const settled = { optimizer: optimizer ?? undefined, seed: BigInt(seed) };
  if (trained.length === 0) return settled;
  if (targets[0]!.output === null) return { ...settled, loss: targets[0]!.loss!, metrics: targets[0]!.metrics };
  const byOutput = <T>(of: readonly StoredTarget[], value: (target: StoredTarget) => T): Record<string, T> =>
    Object.fromEntries(of.map((target) => [target.output!, value(target)]));
  return {
    ...settled,
    loss: byOutput(targets, ({ loss }) => loss),
    lossWeights: byOutput(trained, ({ weight }) => weight),
    metrics: byOutput(trained, ({ metrics }) => metrics),
  };
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
  if ([...slots.keys()].some((name) => slotStep(name) === ''))
    for (const [name, shape] of wanted) checkTensor('optimizer.safetensors', name, slots.get(name), shape);
  const hasOptimizer = runtime.compiled('load').optimizer !== undefined;
  for (const [name, value] of slots) {
    const weight = isSlotName(name) ? parameters.get(slotWeight(name)) : undefined;
    if (weight === undefined || (hasOptimizer && slotStep(name) === '' && !wanted.has(name)))
      fail('NAME', {
        who: 'load',
        at: 'optimizer.safetensors',
        what: 'the optimizer has no such state',
        received: name,
      });
    checkTensor('optimizer.safetensors', name, value, weight.shape);
  }
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

/** The slots that the optimizer of `compile` keeps. */
function slotShapes(runtime: ModelRuntime): Map<string, Shape> {
  const slots = runtime.compiled('load').optimizer?.slots ?? [];
  return new Map(
    [...runtime.built('load').parameters].flatMap(([path, { shape }]) =>
      runtime.isTrainable(path) ? slots.map((slot): [string, Shape] => [slotName('', slot, path), shape]) : [],
    ),
  );
}

/** The state of every optimizer that has taken a step: that of `compile` first, then those of the model's own ways to train. */
async function readSlots(runtime: ModelRuntime): Promise<Record<string, TensorData>> {
  const own = [...slotShapes(runtime).keys()].filter((name) => runtime.store.has(name));
  const others = runtime.store.names.filter((name) => isSlotName(name) && !own.includes(name)).sort();
  return runtime.store.read([...own, ...others]);
}

function freshFrom({ layers, className, name }: StoredConfig): Sequential {
  if (layers === null)
    fail('NAME', {
      who: 'load',
      what: `the stored model is of the class ${className}, and files hold no code`,
      hint: `Hand in a fresh one as into: new ${className}()`,
    });
  return sequentialFrom(layers, name);
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
