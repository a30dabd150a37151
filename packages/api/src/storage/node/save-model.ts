/** Models in directories. */
import type { Model } from '../../model/model.ts';
import type { Sequential } from '../../model/sequential.ts';
import { modelFromFiles } from '../load-model-files.ts';
import type { LoadOptions } from '../load-options.ts';
import { modelToFiles } from '../save-model-files.ts';
import { loadCheckpoint } from './load-checkpoint.ts';
import { saveCheckpoint } from './save-checkpoint.ts';

/**
 * Saves a model as a directory: weights, optimizer state, configuration, seed and progress. After a crash at any moment the
 * directory holds the old state or the new one, whole.
 *
 * @throws BernoulliError `STATE` when the model has no weights yet; `FILE` when the system refuses; `NAME` when the directory holds
 * other things.
 * @example
 * ```ts
 * import { Dense, sequential } from '@bernoulli/api';
 * import { loadModel, saveModel } from '@bernoulli/api/node';
 * import { cpu } from '@bernoulli/backend-cpu';
 * const model = sequential([new Dense({ units: 2 })]);
 * model.compile({ seed: 1, backend: cpu() });
 * model.buildFor([3]);
 * await saveModel(model, 'runs/small');
 * const again = await loadModel('runs/small', { backend: cpu() });
 * Object.keys(await again.getWeights()); // => ['sequential/dense/kernel', 'sequential/dense/bias']
 * ```
 */
export async function saveModel(model: Model, directory: string): Promise<void> {
  await saveCheckpoint(directory, { ...(await modelToFiles(model)) });
}

/**
 * Loads what {@link saveModel} saved. A sequential model is made anew; a model of a class of your own is handed in fresh, as
 * `loadModel('run', { into: new SimpleNet() })`, since files hold no code. It comes compiled as it was; to
 * go on with an interrupted training call `fit(…, { resume: true })`.
 *
 * @throws BernoulliError `FILE`, `FORMAT` for directories that are missing, truncated or tampered with; `NAME`, `SHAPE` when they do
 * not belong to the model.
 */
export async function loadModel<M extends Model = Sequential>(directory: string, options?: LoadOptions<M>): Promise<M> {
  return modelFromFiles(await loadCheckpoint(directory), options);
}
