/** A model as bytes: weights and optimizer state as safetensors, everything else as JSON. No code in a file, ever. */
import { losses } from '../losses/index.ts';
import { metrics as metricTable } from '../metrics/index.ts';
import { Model } from '../model/model.ts';
import { optimizers } from '../optimizers/index.ts';
import { STREAM_VERSION } from '../random/index.ts';
import type { ModelRuntime } from '../runtime/model-runtime.ts';
import { frozenPaths } from '../tracing/frozen.ts';
import { describeCompiled, describeStructure, refuseNamesakes } from './describe.ts';
import type { StoredConfig, StoredTarget } from './format.ts';
import { parseConfig } from './parse-config.ts';
import { encodeSafetensors } from './safetensors/index.ts';
import { readSlots } from './slots.ts';

/** The files of a stored model, by name. */
export type ModelFiles = {
  readonly 'config.json': Uint8Array;
  readonly 'model.safetensors': Uint8Array;
  readonly 'optimizer.safetensors'?: Uint8Array;
};

/**
 * The model as files: `config.json` (layers of a sequential model, how it was compiled, seed and progress), `model.safetensors`
 * (weights by path) and `optimizer.safetensors` (its state). A resumed run continues bit for bit on the same backend, and with the
 * same masks on any other. Losses, metrics, optimizers, layers and schedules of your own are stored by name and configuration, functions
 * by their name: they are handed in again where the model is loaded.
 *
 * @throws BernoulliError `STATE` when the model has no weights yet; `CONFIG` for a part that no file can hold.
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
  const runtime = Model.runtimeOf(model, 'save');
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
    ...describeStructure(model),
    frozen: frozenPaths(runtime.paths),
    compiled: {
      optimizer: optimizer === undefined ? null : describeCompiled(optimizer, optimizers),
      targets: storedTargets(runtime),
    },
    seed: String(seed),
    progress: runtime.progress,
  };
  const text = new TextEncoder().encode(`${JSON.stringify(config, null, 2)}\n`);
  // What could not be loaded is not written.
  parseConfig(text);
  const state = await readSlots(runtime);
  return {
    'config.json': text,
    'model.safetensors': encodeSafetensors(await model.getWeights(), { format: 'bernoulli' }),
    ...(Object.keys(state).length === 0
      ? {}
      : { 'optimizer.safetensors': encodeSafetensors(state, { format: 'bernoulli' }) }),
  };
}

/** Every output, with its loss where it has one. */
function storedTargets(runtime: ModelRuntime): StoredTarget[] {
  if (!runtime.hasTargets) return [];
  const targets = runtime.targets('save');
  refuseNamesakes(targets.map(({ loss }) => loss));
  refuseNamesakes(targets.flatMap(({ metrics }) => metrics));
  return runtime.built('save').outputs.map(({ name: output }) => {
    const { loss, weight = 1, metrics = [] } = targets.find((t) => t.output === output) ?? {};
    return {
      output,
      loss: loss === undefined ? null : describeCompiled(loss, losses),
      weight,
      metrics: metrics.map((metric) => describeCompiled(metric, metricTable)),
    };
  });
}
