/** Weights by path or in Keras's order: reading them all, setting some. */
import { toTensor, TensorValue, valuesOf, type ArrayInput } from '../data/index.ts';
import { fail, listed, oneOf, printShape, readConfig, sameShape, type Shape, type TensorData } from '../ir/index.ts';
import type { ModelRuntime } from '../runtime/model-runtime.ts';
import { placed } from '../tracing/placed.ts';

export interface WeightOptions {
  /**
   * `record`, the default: by path. `list`: in Keras's order, module by module as they stand in the model; of each what is trained, then
   * what is not, then what its modules have.
   */
  readonly as?: 'record' | 'list' | undefined;
}

const fields = { as: oneOf(['record', 'list'], 'record') };

export async function readWeights(
  runtime: ModelRuntime,
  options: WeightOptions = {},
): Promise<Record<string, TensorValue> | TensorValue[]> {
  const { as } = readConfig('getWeights', options, fields);
  const { parameters } = runtime.built('getWeights');
  const byPath = await runtime.store.read(parameters.keys());
  return as === 'record' ? valuesOf(byPath) : pathsInOrder(runtime).map((path) => new TensorValue(byPath[path]!));
}

/** Checks everything before anything is set. */
export async function writeWeights(
  runtime: ModelRuntime,
  weights: Readonly<Record<string, ArrayInput>> | readonly ArrayInput[],
): Promise<void> {
  const { parameters } = runtime.built('setWeights');
  if (!Array.isArray(weights)) {
    const checked = Object.entries(weights).map(([path, value]): [string, TensorData] => {
      const { shape } =
        parameters.get(path) ??
        fail('NAME', {
          who: 'setWeights',
          what: 'there is no such weight',
          received: path,
          hint: `Weights are ${listed(parameters.keys())}`,
        });
      return [path, weightOf(value, path, shape, path)];
    });
    return runtime.store.write(checked);
  }
  const paths = pathsInOrder(runtime);
  if (weights.length !== paths.length)
    fail('SHAPE', {
      who: 'setWeights',
      at: runtime.name,
      what: `the list must hold ${paths.length} arrays, one for each weight`,
      received: weights.length,
      hint: `In order, the weights are ${listed(paths)}`,
    });
  await runtime.store.write(
    paths.map((path, i): [string, TensorData] => [
      path,
      weightOf(weights[i] as ArrayInput, path, parameters.get(path)!.shape, `weights[${i}]`),
    ]),
  );
}

/** A copy of a value for a weight. `name` is what messages call it. */
function weightOf(value: ArrayInput, path: string, shape: Shape, name: string): TensorData {
  const tensor = located(path, () => toTensor(value, 'f32', 'setWeights', { name, finite: true }));
  if (!sameShape(tensor.shape, shape))
    fail('SHAPE', {
      who: 'setWeights',
      at: path,
      what: `${name === path ? 'the weight' : name} must be ${printShape(shape)}`,
      received: printShape(tensor.shape),
    });
  return { ...tensor, data: tensor.data.slice() };
}

function located<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw placed(error, path);
  }
}

/** The paths of all weights in the order of Keras's `get_weights()`, as `keras.Layer.weights` collects them. */
function pathsInOrder(runtime: ModelRuntime): string[] {
  const { parameters } = runtime.built('Model');
  return [...runtime.paths].flatMap(([module, at]) => {
    const own = [...module.parameters.values()].filter(({ name }) => parameters.has(`${at}/${name}`));
    return [...own.filter(({ trainable }) => trainable), ...own.filter(({ trainable }) => !trainable)].map(
      ({ name }) => `${at}/${name}`,
    );
  });
}
