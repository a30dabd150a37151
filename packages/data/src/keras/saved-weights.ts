/** The weights in a file of Keras's, as a list or by name. */
import { decodeSafetensors, type ShapedArray } from '@bernoulli/api';
import { BernoulliError, fail } from '@bernoulli/api/ir';
import { decodeNpz } from '../arrays/npz.ts';
import type { Bytes } from '../source/source.ts';

/** One weight, and what the file calls it. */
export interface SavedWeight extends ShapedArray {
  readonly name: string;
}

/** A layer of the file, its own weights by their names, and the layers in it. */
export interface SavedLayer {
  /** As Keras has it: `simple_net/dense_1`. */
  readonly path: string;
  /** The last part of it. */
  readonly name: string;
  readonly weights: ReadonlyMap<string, SavedWeight>;
  readonly children: readonly SavedLayer[];
}

/** Files in which Keras keeps whole models, by what stands where in them. */
const foreign = [
  { at: 0, text: '\u0089HDF', what: 'an HDF5 file' },
  { at: 30, text: 'metadata.json', what: 'a .keras file' },
];

/** Every weight of a file, in the file's order. */
export async function readWeights(file: Bytes): Promise<SavedWeight[]> {
  const { who, at, bytes } = file;
  const other = foreign.find((kind) => [...kind.text].every((sign, i) => bytes[kind.at + i] === sign.charCodeAt(0)));
  if (other !== undefined)
    fail('FORMAT', {
      who,
      at,
      what: 'the file must be .npz or .safetensors',
      received: other.what,
      hint: 'Write one: numpy.savez("weights.npz", *model.get_weights())',
    });
  const arrays: Readonly<Record<string, ShapedArray>> =
    bytes[0] === 0x50 && bytes[1] === 0x4b ? await decodeNpz(file) : safetensors(file);
  return Object.entries(arrays).map(([name, { data, shape }]) => ({ name, data, shape }));
}

function safetensors({ who, at, bytes }: Bytes): Readonly<Record<string, ShapedArray>> {
  if (bytes[8] !== 0x7b)
    fail('FORMAT', { who, at, what: 'the file must be .npz or .safetensors, and begins as neither does' });
  try {
    return decodeSafetensors(bytes).tensors;
  } catch (cause) {
    if (!BernoulliError.is(cause)) throw cause;
    // It names the rule and the tensor, and not the file.
    const place = [at, cause.problem.at].filter((part) => part !== undefined).join(', ');
    throw new BernoulliError(cause.code, { ...cause.problem, who, at: place }, { cause });
  }
}

/** The weights in the order of a list, as `numpy.savez(file, *weights)` numbers them; `undefined` where they have names. */
export function asList(weights: readonly SavedWeight[]): SavedWeight[] | undefined {
  const numbers = weights.map(({ name }) => Number(/^(?:arr_)?(\d+)$/.exec(name)?.[1] ?? NaN));
  const byNumber = new Map(weights.map((weight, i) => [numbers[i]!, weight]));
  const list = weights.map((_, i) => byNumber.get(i));
  return list.every((weight) => weight !== undefined) ? list : undefined;
}

interface Growing extends SavedLayer {
  readonly weights: Map<string, SavedWeight>;
  readonly children: Growing[];
}

/** The weights as a tree of layers. Random states, which `model.variables` has too, are no weights. */
export function asLayers({ who, at }: Pick<Bytes, 'who' | 'at'>, weights: readonly SavedWeight[]): SavedLayer {
  const root: Growing = { path: '', name: '', weights: new Map(), children: [] };
  for (const weight of weights) {
    // Keras 2 calls them `dense/kernel:0`.
    const parts = weight.name.replace(/:0$/, '').split('/');
    const name = camelCase(parts.pop()!);
    if (name === 'seedGeneratorState') continue;
    const layer = parts.reduce(childOf, root);
    if (layer.weights.has(name))
      fail('NAME', { who, at, what: `${layer.path} has two weights ${name}`, received: weight.name });
    layer.weights.set(name, weight);
  }
  return root;
}

function childOf(layer: Growing, name: string): Growing {
  const there = layer.children.find((child) => child.name === name);
  if (there !== undefined) return there;
  const path = layer.path === '' ? name : `${layer.path}/${name}`;
  const made: Growing = { path, name, weights: new Map(), children: [] };
  layer.children.push(made);
  return made;
}

/** `moving_mean` as `movingMean`, `dense_1` as `dense1`. */
export function camelCase(name: string): string {
  return name.replaceAll(/_+([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
