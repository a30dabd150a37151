/** Which layer of a file is which of the model. */
import { fail, listed } from '@bernoulli/api/ir';
import type { ModelLayer } from './model-layers.ts';
import { camelCase, type SavedLayer } from './saved-weights.ts';

/** Layers of the file by the names of layers here: `{ hidden: 'dense1' }`. */
export type LayerNames = Readonly<Record<string, string>>;

export type LayerPair = readonly [saved: SavedLayer, layer: ModelLayer];

/** Who speaks, of which file, into which model. */
export interface Context {
  readonly who: string;
  readonly at: string | undefined;
  /** The model's name, which all paths in it begin with. */
  readonly root: string;
}

/**
 * Pairs every layer of the file with one of the model: those that `names` names; then the others by their paths, where all of them agree;
 * else by their kinds and numbers, as Keras calls layers that were given no name: its first `dense` is the first `Dense` here.
 *
 * @throws BernoulliError `NAME` when they cannot be paired one to one.
 */
export function matchLayers(
  context: Context,
  saved: readonly SavedLayer[],
  layers: readonly ModelLayer[],
  names: LayerNames,
): LayerPair[] {
  const named = Object.entries(names).map(([theirs, ours]): LayerPair => [
    one(context, 'the file', saved, theirs),
    one(context, 'the model', layers, ours),
  ]);
  const restSaved = saved.filter((layer) => !named.some(([theirs]) => theirs === layer));
  const rest = layers.filter((layer) => !named.some(([, ours]) => ours === layer));
  const pairs = byPath(context.root, restSaved, rest) ?? byKind(restSaved, rest);
  if (pairs !== undefined) return [...named, ...pairs];
  const paths = (of: readonly { readonly path: string }[]): string => listed(of.map(({ path }) => path)) || 'none';
  return fail('NAME', {
    who: context.who,
    at: context.at,
    what: `the layers of the file, ${paths(restSaved)}, are not those of the model, ${paths(rest)}`,
    hint: "Say which is which: { layers: { 'name in Keras': 'name here' } }",
  });
}

/** The layer of that path, or the one whose path ends so. */
function one<L extends { readonly path: string }>(
  { who, at }: Context,
  whose: string,
  layers: readonly L[],
  name: string,
): L {
  const exact = layers.filter(({ path }) => path === name);
  const found = exact.length > 0 ? exact : layers.filter(({ path }) => path.endsWith(`/${name}`));
  if (found.length === 1) return found[0]!;
  return fail('NAME', {
    who,
    at,
    what: `layers names a layer that ${whose} ${found.length === 0 ? 'does not have' : 'has several of'}`,
    received: name,
    hint: `There are ${listed(layers.map(({ path }) => path))}`,
  });
}

/** By path, with or without the model's name in front. `undefined` where that leaves a layer over. */
function byPath(root: string, saved: readonly SavedLayer[], layers: readonly ModelLayer[]): LayerPair[] | undefined {
  const inModel = new Map(layers.map((layer) => [withoutRoot(layer.path, root), layer]));
  const pairs = saved.flatMap((theirs): LayerPair[] => {
    const path = theirs.path.split('/').map(camelCase).join('/');
    const ours = inModel.get(withoutRoot(path, root)) ?? inModel.get(path.slice(path.indexOf('/') + 1));
    return ours === undefined ? [] : [[theirs, ours]];
  });
  return isWhole(pairs, saved, layers) ? pairs : undefined;
}

function withoutRoot(path: string, root: string): string {
  return path.startsWith(`${root}/`) ? path.slice(root.length + 1) : path;
}

function byKind(saved: readonly SavedLayer[], layers: readonly ModelLayer[]): LayerPair[] | undefined {
  const ours = grouped(layers, ({ className }) => plain(className));
  const theirs = grouped(saved, ({ path }) => plain(nameOf(path)));
  const pairs = [...theirs].flatMap(([kind, group]): LayerPair[] =>
    numbered(group).flatMap((layer, i): LayerPair[] => {
      const same = ours.get(kind)?.[i];
      return same === undefined ? [] : [[layer, same]];
    }),
  );
  return isWhole(pairs, saved, layers) ? pairs : undefined;
}

/** Layers of one kind by their numbers, which count on through a program; none where two of them cannot be told apart so. */
function numbered(group: readonly SavedLayer[]): SavedLayer[] {
  const withNumbers = group.map((layer) => ({ layer, number: numberOf(layer.path) }));
  const ordered = withNumbers.toSorted((a, b) => a.number - b.number);
  const tied = ordered.some(({ number }, i) => number === ordered[i - 1]?.number);
  return tied ? [] : ordered.map(({ layer }) => layer);
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1).replace(/_\d+$/, '');
}

/** That of `net/dense_3` is 3. The first has none. */
function numberOf(path: string): number {
  return Number(/_(\d+)$/.exec(path)?.[1] ?? 0);
}

/** A class's name as Keras writes it in a path, and as we write it, are one: `Conv2D`, `conv2d`. */
function plain(name: string): string {
  return name.replaceAll('_', '').toLowerCase();
}

function grouped<T>(items: readonly T[], kind: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(kind(item), [...(groups.get(kind(item)) ?? []), item]);
  return groups;
}

function isWhole(pairs: readonly LayerPair[], saved: readonly SavedLayer[], layers: readonly ModelLayer[]): boolean {
  const used = new Set(pairs.map(([, layer]) => layer));
  return pairs.length === saved.length && used.size === layers.length && used.size === pairs.length;
}
