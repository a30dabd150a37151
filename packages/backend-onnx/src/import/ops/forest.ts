/** Decision trees as tables, all nodes of all trees in one numbering: what the operators of `ai.onnx.ml` say in three ways. */
import { numbersOf } from '../../proto/stored-tensor.ts';
import type { NodeCall } from '../node-call.ts';
import { unsupported } from '../unsupported.ts';

/** By the numbers that `TreeEnsemble` gives them. */
export const modes = ['LEQ', 'LT', 'GTE', 'GT', 'EQ', 'NEQ', 'MEMBER', 'LEAF'] as const;
export type Mode = (typeof modes)[number];

export interface Forest {
  /** What each node does. */
  readonly modes: readonly Mode[];
  /** The feature that it looks at, and what with. */
  readonly features: readonly number[];
  readonly values: readonly number[];
  /** The values that are members, for a node of that mode. */
  readonly members: readonly (readonly number[])[];
  /** The nodes behind it; a leaf is behind itself. */
  readonly yes: readonly number[];
  readonly no: readonly number[];
  /** Whether a missing value counts as a hit. */
  readonly missing: readonly boolean[];
  readonly roots: readonly number[];
  /** What each leaf gives to which targets. */
  readonly weights: ReadonlyMap<number, readonly (readonly [target: number, weight: number])[]>;
}

/** Nodes that one operator may have. */
const MOST_NODES = 1 << 20;

/** A list of an attribute, which newer files may hold as a tensor. */
export function listOf(c: NodeCall, name: string): readonly number[] | undefined {
  const stored = c.stored(`${name}_as_tensor`);
  return c.floats(name) ?? (stored && Array.from(numbersOf(stored)));
}

/**
 * The trees of `TreeEnsembleClassifier` and `TreeEnsembleRegressor`.
 *
 * @param prefix of the attributes that say what leaves give: `class` or `target`
 */
export function namedForest(c: NodeCall, prefix: 'class' | 'target'): Forest {
  const list = (name: string): readonly number[] => c.ints(name) ?? unsupported(`no ${name}`);
  const [trees, ids] = [list('nodes_treeids'), list('nodes_nodeids')];
  const count = ids.length;
  if (count > MOST_NODES) unsupported(`${count} nodes`);
  const places = new Map(ids.map((id, i) => [`${trees[i]} ${id}`, i]));
  if (places.size !== count) unsupported('nodes of the same number');
  const at = (tree: number | undefined, id: number | undefined): number =>
    places.get(`${tree} ${id}`) ?? unsupported(`no node ${id} in tree ${tree}`);
  const kinds = (c.texts('nodes_modes') ?? unsupported('no nodes_modes')).map(
    (mode) => modes.find((known) => known === `${mode.replace('BRANCH_', '')}`) ?? unsupported(`nodes of mode ${mode}`),
  );
  const behind = (name: string): number[] => {
    const next = list(name);
    return ids.map((_, i) => (kinds[i] === 'LEAF' ? i : at(trees[i], next[i])));
  };
  const [yes, no] = [behind('nodes_truenodeids'), behind('nodes_falsenodeids')];
  const missing = c.ints('nodes_missing_value_tracks_true') ?? [];
  c.ignore('nodes_hitrates', 'nodes_hitrates_as_tensor');
  const [treesOf, nodesOf, targets] = ['treeids', 'nodeids', 'ids'].map((what) => list(`${prefix}_${what}`));
  const given = listOf(c, `${prefix}_weights`) ?? unsupported(`no ${prefix}_weights`);
  const weights = new Map<number, [number, number][]>();
  targets!.forEach((target, i) => {
    const node = at(treesOf![i], nodesOf![i]);
    weights.set(node, [...(weights.get(node) ?? []), [target, given[i]!]]);
  });
  return checked({
    modes: kinds,
    features: list('nodes_featureids'),
    values: listOf(c, 'nodes_values') ?? unsupported('no nodes_values'),
    members: [],
    yes,
    no,
    missing: ids.map((_, i) => missing[i] === 1),
    roots: rootsOf(yes, no),
    weights,
  });
}

/** The trees of `TreeEnsemble`, which numbers leaves apart: here they come behind the other nodes. */
export function numberedForest(c: NodeCall): Forest {
  const list = (name: string): readonly number[] => c.ints(name) ?? unsupported(`no ${name}`);
  const tensor = (name: string): number[] => Array.from(numbersOf(c.stored(name) ?? unsupported(`no ${name}`)));
  const features = list('nodes_featureids');
  const [count, targets] = [features.length, list('leaf_targetids')];
  const all = count + targets.length;
  if (all > MOST_NODES) unsupported(`${all} nodes`);
  const kinds = tensor('nodes_modes').map((mode) => modes[mode] ?? unsupported(`nodes of mode ${mode}`));
  const leaves = targets.map((_, i) => count + i);
  const behind = (ids: readonly number[], isLeaf: readonly number[]): number[] => [
    ...ids.map((id, i) => (isLeaf[i] === 1 ? count + id : id)),
    ...leaves,
  ];
  const missing = c.ints('nodes_missing_value_tracks_true') ?? [];
  c.ignore('nodes_hitrates');
  const given = tensor('leaf_weights');
  const members = c.has('membership_values') ? membersOf(tensor('membership_values'), kinds) : [];
  if (members.length === 0 && kinds.includes('MEMBER')) unsupported('no membership_values');
  const fill = <T>(value: T): T[] => leaves.map(() => value);
  return checked({
    modes: [...kinds, ...fill('LEAF' as const)],
    features: [...features, ...fill(0)],
    values: [...tensor('nodes_splits'), ...fill(0)],
    members,
    yes: behind(list('nodes_truenodeids'), list('nodes_trueleafs')),
    no: behind(list('nodes_falsenodeids'), list('nodes_falseleafs')),
    missing: Array.from({ length: all }, (_, i) => missing[i] === 1),
    roots: list('tree_roots'),
    weights: new Map(leaves.map((leaf, i) => [leaf, [[targets[i]!, given[i]!]]])),
  });
}

/** Lists that NaN ends, one for each node that asks for members. */
function membersOf(values: readonly number[], kinds: readonly Mode[]): number[][] {
  const lists: number[][] = [[]];
  for (const value of values)
    if (Number.isNaN(value)) lists.push([]);
    else lists.at(-1)!.push(value);
  let next = 0;
  return kinds.map((mode) => (mode === 'MEMBER' ? (lists[next++] ?? unsupported('too few membership_values')) : []));
}

/** Of each tree, the node that is behind no other. */
function rootsOf(yes: readonly number[], no: readonly number[]): number[] {
  const behind = new Set([yes, no].flatMap((list) => list.filter((next, i) => next !== i)));
  return yes.flatMap((_, i) => (behind.has(i) ? [] : [i]));
}

function checked(forest: Forest): Forest {
  const { modes: kinds, features, values, yes, no } = forest;
  const count = kinds.length;
  const fits = [features, values, yes, no].every((list) => list.length === count);
  const isNode = (i: number): boolean => Number.isInteger(i) && i >= 0 && i < count;
  if (!fits || ![...yes, ...no, ...forest.roots].every(isNode)) unsupported('lists of nodes that do not fit together');
  return forest;
}

/** How many steps lead to the farthest leaf. */
export function depthOf({ modes: kinds, yes, no, roots }: Forest): number {
  let [depth, level] = [0, new Set(roots)];
  for (;;) {
    const next = new Set([...level].flatMap((i) => (kinds[i] === 'LEAF' ? [] : [yes[i]!, no[i]!])));
    if (next.size === 0) return depth;
    if (++depth > kinds.length) unsupported('nodes that go in a circle');
    level = next;
  }
}
