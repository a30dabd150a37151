/** Brings the weights of a Keras model into one of the same layers here. */
import type { Model, ShapedArray } from '@bernoulli/api';
import { fail, field, listed, printShape, readConfig, sameShape } from '@bernoulli/api/ir';
import { bytesOf, readFields, type ReadOptions, type Source } from '../source/source.ts';
import { matchLayers, type Context, type LayerNames } from './match-layers.ts';
import { layersOf, walk, type ModelLayer } from './model-layers.ts';
import { asLayers, asList, readWeights, type SavedWeight } from './saved-weights.ts';

export interface FromKerasOptions extends ReadOptions {
  /**
   * Layers whose names do not tell it: the layer in Keras, and the one here, each by its path or the end of it, as `{ hidden: 'dense1' }`.
   * Default: none.
   */
  readonly layers?: LayerNames | undefined;
}

const isNames = (x: unknown): x is LayerNames =>
  typeof x === 'object' &&
  x !== null &&
  !Array.isArray(x) &&
  Object.values(x).every((name) => typeof name === 'string');

const fields = { ...readFields, layers: field<LayerNames>('be an object of names of layers', isNames, {}) };

/**
 * Sets the weights of a model to those that Keras saved. The model has the same layers, and is built: `compile`, then `buildFor`. Kernels
 * have one layout in both. The file is one of
 *
 * - `numpy.savez(file, *model.get_weights())`: a list, in the order of Keras's `model.weights`. Layers stand here in the order in which
 *   they are set there.
 * - `numpy.savez(file, **{w.path: w.numpy() for w in model.weights})`: by name.
 * - `safetensors.numpy.save_file` of the same dictionary.
 *
 * Names find their layer by path (`net/dense_1/kernel` is `net/dense1/kernel`), or, where the layers have other names here, by kind and
 * number: the first `dense` is the first `Dense`. `layers` says what names alone do not.
 *
 * All is checked before anything is set: after an error the model has the weights that it had.
 *
 * @throws BernoulliError `NAME` for layers and weights that do not go together; `SHAPE`, naming layer and weight, for another shape;
 * `FORMAT` for a malformed file; `STATE` for a model that is not built; `FILE` for a source that cannot be read.
 * @example
 * ```ts
 * import { Dense, encodeSafetensors, sequential } from '@bernoulli/api';
 * import { cpu } from '@bernoulli/backend-cpu';
 * import { fromKeras } from '@bernoulli/data';
 * const model = sequential([new Dense({ units: 1 })], { name: 'net' });
 * model.compile({ seed: 1, backend: cpu() });
 * model.buildFor([2]);
 * // As Keras's side writes it; from a file, await readFile('weights.safetensors').
 * const file = encodeSafetensors({
 *   'net/dense/kernel': { dtype: 'f32', shape: [2, 1], data: Float32Array.of(2, 3) },
 *   'net/dense/bias': { dtype: 'f32', shape: [1], data: Float32Array.of(1) },
 * });
 * await fromKeras(model, file);
 * [...(await model.predict([[10, 100]])).data]; // => [321]
 * ```
 */
export async function fromKeras(model: Model, source: Source, options: FromKerasOptions = {}): Promise<void> {
  const who = 'fromKeras';
  const { layers: names, ...settings } = readConfig(who, options, fields);
  const file = await bytesOf(who, source, settings);
  const layers = layersOf(model, await model.getWeights());
  const saved = await readWeights(file);
  const context = { who, at: file.at };
  const list = Object.keys(names).length > 0 ? undefined : asList(saved);
  await model.setWeights(list === undefined ? byName(context, saved, layers, names) : inOrder(context, list, layers));
}

type ByPath = Record<string, ShapedArray>;

function inOrder({ who, at }: Context, list: readonly SavedWeight[], layers: ModelLayer): ByPath {
  const wanted = [...walk(layers)].flatMap((layer) => [...layer.weights.keys()].map((name) => ({ layer, name })));
  const set = wanted.slice(0, list.length).map(({ layer, name }, i) => fitted({ who }, layer, name, list[i]!));
  if (list.length !== wanted.length)
    fail('NAME', {
      who,
      at,
      what: `the model has ${wanted.length} weights: ${listed(wanted.map(({ layer, name }) => `${layer.path}/${name}`))}`,
      received: `${list.length} weights`,
    });
  return Object.fromEntries(set);
}

function byName(context: Context, saved: readonly SavedWeight[], layers: ModelLayer, names: LayerNames): ByPath {
  const { who } = context;
  const pairs = matchLayers(context, asLayers(context, saved), layers, names);
  return Object.fromEntries(
    pairs.flatMap(([theirs, ours]) => {
      const known = listed([...ours.weights.keys()]);
      for (const [name, { name: received }] of theirs.weights)
        if (!ours.weights.has(name))
          fail('NAME', { who, at: ours.path, what: `there is no weight ${name}; there are ${known}`, received });
      return [...ours.weights.keys()].map((name) => {
        const weight = theirs.weights.get(name);
        if (weight === undefined)
          return fail('NAME', {
            who,
            at: ours.path,
            what: `the file has no ${name} for it`,
            received: [...theirs.weights.values()].map(({ name: received }) => received).join(', '),
          });
        return fitted({ who }, ours, name, weight);
      });
    }),
  );
}

/** The path of a weight here, and its value, whose shape must be that of the weight. */
function fitted(
  { who }: Pick<Context, 'who'>,
  { path, weights }: ModelLayer,
  name: string,
  { name: file, data, shape }: SavedWeight,
): [string, ShapedArray] {
  const wanted = weights.get(name)!;
  if (!sameShape(shape, wanted))
    fail('SHAPE', {
      who,
      at: path,
      what: `${name} must be ${printShape(wanted)}`,
      received: `${printShape(shape)}, ${file} in the file`,
      hint:
        wanted.length > 1 && sameShape([...shape].reverse(), wanted)
          ? 'It is the transpose, as PyTorch keeps kernels: write it transposed'
          : undefined,
    });
  return [`${path}/${name}`, { data, shape }];
}
