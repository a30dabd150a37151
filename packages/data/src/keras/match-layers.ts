/** Which layer of a file is which of the model. */
import { fail, listed } from '@bernoulli/api/ir';
import { walk, type ModelLayer } from './model-layers.ts';
import { camelCase, type SavedLayer } from './saved-weights.ts';

/** Layers of the file by the names of layers here: `{ hidden: 'dense1' }`. */
export type LayerNames = Readonly<Record<string, string>>;

export type LayerPair = readonly [saved: SavedLayer, layer: ModelLayer];

/** Who speaks, and of which file. */
export interface Context {
  readonly who: string;
  readonly at: string | undefined;
}

/**
 * Pairs every layer of the file with one of the model: those that `names` names, with all that is in them; then the others, level by level,
 * by name where all names of a level agree, else by kind and number, as Keras calls layers that were given no name: its first `dense` is the
 * first `Dense` here.
 *
 * @throws BernoulliError `NAME` when they cannot be paired one to one.
 */
export function matchLayers(context: Context, saved: SavedLayer, model: ModelLayer, names: LayerNames): LayerPair[] {
  const named = Object.entries(names).map(([theirs, ours]): LayerPair => [
    one(context, 'the file', saved, theirs),
    one(context, 'the model', model, ours),
  ]);
  const restSaved = without(saved, new Set(named.map(([theirs]) => theirs)));
  const rest = without(model, new Set(named.map(([, ours]) => ours)));
  const pairs = [...named, [restSaved, rest] as const].map(([theirs, ours]) => match(theirs, ours));
  const whole = pairs.every((list) => list !== undefined) ? pairs.flat() : [];
  // A layer that is named twice is paired twice.
  if (whole.length > 0 && new Set(whole.map(([, { path }]) => path)).size === whole.length) return whole;
  return fail('NAME', {
    ...context,
    what: `the layers of the file, ${paths(restSaved)}, are not those of the model, ${paths(rest)}`,
    hint: "Say which is which: { layers: { 'name in Keras': 'name here' } }",
  });
}

interface Tree<T> {
  readonly path: string;
  readonly weights: ReadonlyMap<string, unknown>;
  readonly children: readonly T[];
}

function paths<T extends Tree<T>>(tree: T): string {
  const layers = [...walk(tree)].filter(({ weights }) => weights.size > 0);
  return listed(layers.map(({ path }) => path)) || 'none';
}

/** The layer of that path, or the one whose path ends so. */
function one<T extends Tree<T>>({ who, at }: Context, whose: string, tree: T, name: string): T {
  const layers = [...walk(tree)];
  const exact = layers.filter(({ path }) => path === name);
  const found = exact.length > 0 ? exact : layers.filter(({ path }) => path.endsWith(`/${name}`));
  if (found.length === 1) return found[0]!;
  return fail('NAME', {
    who,
    at,
    what: `layers names a layer that ${whose} ${found.length === 0 ? 'does not have' : 'has several of'}`,
    received: name,
    hint: `There are ${paths(tree)}`,
  });
}

/** The tree without some of its parts, and without what holds nothing then. */
function without<T extends Tree<T>>(tree: T, taken: ReadonlySet<T>): T {
  const children = tree.children
    .filter((child) => !taken.has(child))
    .map((child) => without(child, taken))
    .filter((child) => child.weights.size > 0 || child.children.length > 0);
  return { ...tree, children };
}

/** The layers with weights of two trees, or `undefined` where they are not alike. */
function match(saved: SavedLayer, ours: ModelLayer): LayerPair[] | undefined {
  const here = matchHere(saved, ours);
  const [only, ...others] = saved.children;
  // The model's own name stands in front of some paths, and a recurrent layer has its weights in a cell.
  if (here !== undefined || only === undefined || others.length > 0 || saved.weights.size > 0) return here;
  return match(only, ours);
}

function matchHere(saved: SavedLayer, ours: ModelLayer): LayerPair[] | undefined {
  if (saved.weights.size > 0 !== ours.weights.size > 0 || saved.children.length !== ours.children.length)
    return undefined;
  const own: LayerPair[] = ours.weights.size > 0 ? [[saved, ours]] : [];
  const pairs = byName(saved.children, ours.children) ?? byKind(saved.children, ours.children) ?? byRole(saved, ours);
  const inner = pairs?.map(([theirs, layer]) => match(theirs, layer));
  return inner?.every((list) => list !== undefined) ? [...own, ...inner.flat()] : undefined;
}

function byName(saved: readonly SavedLayer[], layers: readonly ModelLayer[]): LayerPair[] | undefined {
  const named = new Map(layers.map((layer) => [layer.name, layer]));
  const pairs = saved.flatMap((theirs): LayerPair[] => {
    const ours = named.get(camelCase(theirs.name));
    return ours === undefined ? [] : [[theirs, ours]];
  });
  return isWhole(pairs, saved) ? pairs : undefined;
}

function byKind(saved: readonly SavedLayer[], layers: readonly ModelLayer[]): LayerPair[] | undefined {
  const ours = grouped(layers, ({ className }) => plain(className));
  const theirs = grouped(saved, ({ name }) => plain(name.replace(/_\d+$/, '')));
  const pairs = [...theirs].flatMap(([kind, group]): LayerPair[] => {
    const ordered = group.toSorted((a, b) => numberOf(a) - numberOf(b));
    return ordered.flatMap((layer, i): LayerPair[] => {
      const same = ours.get(kind)?.[i];
      return same === undefined ? [] : [[layer, same]];
    });
  });
  return isWhole(pairs, saved) ? pairs : undefined;
}

/** What a layer holds by role here, Keras calls by a name of its own: `forward_lstm`, or whatever the layer in `TimeDistributed` is called. */
function byRole({ children }: SavedLayer, { className, children: layers }: ModelLayer): LayerPair[] | undefined {
  if (className === 'TimeDistributed' || className === 'RNN') return [[children[0]!, layers[0]!]];
  if (className !== 'Bidirectional') return undefined;
  const pairs = children.flatMap((theirs): LayerPair[] => {
    const ours = layers.find(({ name }) => name === `${theirs.name.split('_')[0]}Layer`);
    return ours === undefined ? [] : [[theirs, ours]];
  });
  return isWhole(pairs, children) ? pairs : undefined;
}

/** That of `dense_3` is 3; the first has none. They count on through a program. */
function numberOf({ name }: SavedLayer): number {
  return Number(/_(\d+)$/.exec(name)?.[1] ?? 0);
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

/** Every layer of the file has one of its own. There are as many of the model's. */
function isWhole(pairs: readonly LayerPair[], saved: readonly SavedLayer[]): boolean {
  return pairs.length === saved.length && new Set(pairs.map(([, layer]) => layer)).size === saved.length;
}
