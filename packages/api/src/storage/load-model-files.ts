/** A model from bytes: every name and shape is checked before a value is set. */
import { withCustomObjects } from '../config/custom-objects.ts';
import { fail, listed, printShape, sameShape, type Shape, type TensorData } from '../ir/index.ts';
import type { CompileConfig } from '../model/compile-config.ts';
import { Model } from '../model/model.ts';
import type { ModelOfLayers } from '../model/model-of-layers.ts';
import type { Sequential } from '../model/sequential.ts';
import type { Progress } from '../runtime/compiled.ts';
import type { ModelRuntime } from '../runtime/model-runtime.ts';
import { isSlotName, isStateName, layerOfState, slotStep, slotWeight } from '../tracing/ports.ts';
import type { StoredConfig, StoredTarget } from './format.ts';
import { decodeSafetensors } from './safetensors/index.ts';
import { readLoadOptions, type LoadOptions } from './load-options.ts';
import { parseConfig } from './parse-config.ts';
import { functionalFrom, sequentialFrom } from './model-from.ts';
import { slotShapes } from './slots.ts';

/**
 * The stored model again, compiled as it was; `fit(…, { resume: true })` goes on where it stopped, bit for bit. What is of your own is
 * handed in by the name that the file gives, since files hold no code: `modelFromFiles(files, { losses: { Mine } })`.
 *
 * @throws BernoulliError `FORMAT` for files that are truncated, malformed, or of a newer version; `NAME`, `SHAPE` when they do not
 * belong to the model, or name what is not here. Nothing is changed then.
 * @example
 * ```ts
 * import { Dense, modelFromFiles, modelToFiles, sequential } from '@bernoulli/api';
 * const halving = (step: number) => 0.5 ** step;
 * const model = sequential([new Dense({ units: 2 })]);
 * model.compile({ optimizer: { className: 'SGD', config: { learningRate: halving } }, seed: 7 });
 * model.buildFor([3]);
 * const again = modelFromFiles(await modelToFiles(model), { schedules: { halving } });
 * again.optimizer.learningRate === halving; // => true
 * ```
 */
export function modelFromFiles<M extends Model = Sequential>(
  files: Readonly<Record<string, Uint8Array | undefined>>,
  options: LoadOptions<M> = {},
): M {
  const { into, backend, compile, limits, ...own } = readLoadOptions(options);
  return withCustomObjects(own, () => {
    const config = parseConfig(file(files, 'config.json'));
    const tensors = (bytes: Uint8Array): Map<string, TensorData> =>
      new Map(Object.entries(decodeSafetensors(bytes, limits).tensors));
    const weights = tensors(file(files, 'model.safetensors'));
    const state = compile ? files['optimizer.safetensors'] : undefined;
    const slots = state === undefined ? new Map<string, TensorData>() : tensors(state);
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
    model.compile({ ...(compile ? compileConfigOf(config) : { seed: BigInt(config.seed) }), backend });
    model.buildFor(...config.rows);
    // Metrics are made when the outputs are known: now, while what is handed in is.
    if (runtime.hasTargets) runtime.targets('load');
    fill(runtime, weights, slots, config.progress);
    return model;
  });
}

function freeze(runtime: ModelRuntime, frozen: readonly string[]): void {
  const byPath = new Map([...runtime.paths].map(([module, path]) => [path, module]));
  const modules = frozen.map(
    (path) =>
      byPath.get(path) ??
      fail('NAME', {
        who: 'load',
        at: 'config.json',
        what: 'frozen names a module that the model does not have',
        received: path,
      }),
  );
  for (const module of modules) module.trainable = false;
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
  if ([...slots.keys()].some((name) => isSlotName(name) && slotStep(name) === ''))
    for (const [name, shape] of wanted) checkTensor('optimizer.safetensors', name, slots.get(name), shape);
  const hasOptimizer = runtime.compiled('load').optimizer !== undefined;
  for (const [name, value] of slots) {
    if (isStateName(name)) {
      checkState(runtime, name, value);
      continue;
    }
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

/** What a layer is to carry on. */
function checkState(runtime: ModelRuntime, name: string, value: TensorData): void {
  const shape = runtime.built('load').carried.includes(layerOfState(name)) ? runtime.states.restore(name) : undefined;
  if (shape === undefined)
    fail('NAME', {
      who: 'load',
      at: 'optimizer.safetensors',
      what: 'the model carries no such state from batch to batch',
      received: name,
    });
  checkTensor('optimizer.safetensors', name, value, shape);
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

function freshFrom({ layers, functional, className, name }: StoredConfig): ModelOfLayers {
  if (functional !== null) return functionalFrom(functional, name);
  if (layers === null)
    fail('NAME', {
      who: 'load',
      what: `the stored model is of the class ${className}, and files hold no code`,
      hint: `Hand in a fresh one as into: ${className === 'Functional' ? 'model(…)' : `new ${className}()`}`,
    });
  return sequentialFrom(layers, name);
}

function file(files: Readonly<Record<string, Uint8Array | undefined>>, name: string): Uint8Array {
  return (
    files[name] ??
    fail('FORMAT', {
      who: 'load',
      what: `${name} is missing`,
      hint: `There are ${listed(Object.keys(files)) || 'no files'}`,
    })
  );
}
