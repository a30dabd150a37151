/** Ensembles of decision trees: each row walks all trees at once, one step after the other. */
import type { Tensor } from '@bernoulli/api';
import { Foreign, type Held } from '../held.ts';
import type { NodeCall, Operator } from '../node-call.ts';
import { unsupported } from '../unsupported.ts';
import { Value } from '../value.ts';
import { counted } from './axes.ts';
import { isNaN } from './elementwise.ts';
import { depthOf, listOf, modes, namedForest, numberedForest, type Forest, type Mode } from './forest.ts';
import { bothOf, classCount, labels, regressed, rowsOf, transformed, transforms } from './scores.ts';

type Aggregate = 'SUM' | 'AVERAGE' | 'MIN' | 'MAX';

/** One step of a path is some ops. */
const MOST_DEPTH = 256;

const compare: Readonly<Record<Exclude<Mode, 'MEMBER' | 'LEAF'>, (x: Tensor, value: Tensor) => Tensor>> = {
  LEQ: (x, value) => x.lessEqual(value),
  LT: (x, value) => x.less(value),
  GTE: (x, value) => x.greaterEqual(value),
  GT: (x, value) => x.greater(value),
  EQ: (x, value) => x.equal(value),
  NEQ: (x, value) => x.notEqual(value),
};

/** The leaf that each row `[n, features]` comes to in each tree: `[n, trees]`. */
function walk(c: NodeCall, x: Tensor, forest: Forest): Tensor {
  const [n, size] = x.shape as readonly [number, number];
  if (forest.features.some((feature) => !(feature >= 0 && feature < size))) unsupported(`features beyond ${size}`);
  const depth = depthOf(forest);
  if (depth > MOST_DEPTH) unsupported(`trees that are ${depth} deep`);
  const floats = (values: readonly number[]): Tensor =>
    c.known('float', [values.length], Float32Array.from(values)).tensor;
  const [features, yes, no] = [c.constant(forest.features), c.constant(forest.yes), c.constant(forest.no)];
  const values = floats(forest.values);
  const kinds = [...new Set(forest.modes.filter((mode) => mode !== 'LEAF'))];
  const kindOf = c.constant(forest.modes.map((mode) => modes.indexOf(mode)));
  const misses = forest.missing.includes(true) ? c.constant(forest.missing.map(Number)) : undefined;
  const memberTable = membersOf(c, forest);
  // Of an open number of rows, none can be told by its place among all elements.
  const lookUp = (feature: Tensor): Tensor => {
    if (n >= 0) return x.reshape([n * size]).gather(feature.add(counted(x, [n, 1], 0).mul(size)));
    const hit = feature.reshape([...feature.shape, 1]).equal(counted(x, [1, 1, size], 2));
    return x.reshape([n, 1, size]).where(hit, 0).sum(-1);
  };
  const roots = c.constant(forest.roots, [1, forest.roots.length]);
  let at = x.slice([0, 0], [n, 1]).mul(0).cast('i32').mul(0).add(roots);
  for (let step = 0; step < depth; step++) {
    const seen = lookUp(features.gather(at));
    const decide = (mode: Mode): Tensor =>
      mode === 'MEMBER'
        ? seen
            .reshape([...seen.shape, 1])
            .equal(memberTable!.gather(at))
            .cast('i32')
            .max(-1)
            .cast('bool')
        : compare[mode as keyof typeof compare](seen, values.gather(at));
    let hit = decide(kinds[0]!);
    for (const mode of kinds.slice(1)) {
      const isOf = kindOf.gather(at).equal(modes.indexOf(mode));
      hit = isOf.and(decide(mode)).or(isOf.not().and(hit));
    }
    if (misses !== undefined) hit = hit.or(isNaN(seen).and(misses.gather(at).equal(1)));
    at = yes.gather(at).where(hit, no.gather(at));
  }
  return at;
}

/** The members of each node in a row of their own; NaN, which nothing equals, fills it up. */
function membersOf(c: NodeCall, { members, modes: kinds }: Forest): Tensor | undefined {
  const most = Math.max(0, ...members.map(({ length }) => length));
  if (!kinds.includes('MEMBER')) return undefined;
  const table = kinds.flatMap((_, i) => Array.from({ length: Math.max(1, most) }, (__, k) => members[i]?.[k] ?? NaN));
  return c.known('float', [kinds.length, Math.max(1, most)], Float32Array.from(table)).tensor;
}

/** What the leaves give together to each target: `[n, targets]`. */
function gathered(c: NodeCall, x: Tensor, forest: Forest, targets: number, aggregate: Aggregate): Tensor {
  const { weights, modes: kinds, roots } = forest;
  const isExtreme = aggregate === 'MIN' || aggregate === 'MAX';
  const table = new Float64Array(kinds.length * targets);
  weights.forEach((given, node) => {
    if (kinds[node] !== 'LEAF') unsupported('weights of a node that is no leaf');
    if (isExtreme && new Set(given.map(([target]) => target)).size !== targets)
      unsupported(`the ${aggregate} of leaves that leave out a target`);
    for (const [target, weight] of given) {
      if (!(target >= 0 && target < targets)) unsupported(`target ${target} of ${targets}`);
      table[node * targets + target]! += weight;
    }
  });
  if (isExtreme && kinds.some((mode, i) => mode === 'LEAF' && !weights.has(i)))
    unsupported(`the ${aggregate} of leaves that leave out a target`);
  const given = c.known('float', [kinds.length, targets], table).tensor.gather(walk(c, x, forest));
  if (aggregate === 'MIN') return given.min(1);
  if (aggregate === 'MAX') return given.max(1);
  return aggregate === 'SUM' ? given.sum(1) : given.sum(1).div(roots.length);
}

/** The scores with those that every row begins with. */
function based(c: NodeCall, scores: Tensor): Tensor {
  const base = listOf(c, 'base_values') ?? [];
  if (base.length === 0) return scores;
  if (base.length !== scores.shape[1]) unsupported(`${base.length} base_values of ${scores.shape[1]} scores`);
  return scores.add(c.known('float', [base.length], Float64Array.from(base)).tensor);
}

function treeEnsembleRegressor(c: NodeCall): Value {
  const x = rowsOf(c);
  const aggregate = c.word('aggregate_function', ['SUM', 'AVERAGE', 'MIN', 'MAX'], 'SUM');
  const scores = based(c, gathered(c, x, namedForest(c, 'target'), c.int('n_targets', 1), aggregate));
  return Value.of(regressed(scores, c.word('post_transform', transforms, 'NONE')), 'float');
}

/** True where every leaf gives both of two classes a score, one the opposite of the other. */
function isOpposed({ weights }: Forest): boolean {
  return [...weights.values()].every(
    ([first, second, ...rest]) =>
      second !== undefined && rest.length === 0 && first![0] !== second[0] && first![1] === -second[1],
  );
}

/** Labels and scores. Two classes may share one score, given to the first: it is that of the second. */
function treeEnsembleClassifier(c: NodeCall): Held[] {
  const x = rowsOf(c);
  const forest = namedForest(c, 'class');
  const count = classCount(c, 'classlabels_int64s', 'classlabels_strings');
  const transform = c.word('post_transform', transforms, 'NONE');
  const given = [...forest.weights.values()].flat();
  const targets = new Set(given.map(([target]) => target));
  const alone = count === 2 && targets.size === 1 ? transform : undefined;
  if (alone === undefined) {
    const scores = based(c, gathered(c, x, forest, count, 'SUM'));
    const made = Value.of(transformed(scores, transform), 'float');
    const label = labels(c, scores, 'classlabels_int64s', 'classlabels_strings');
    // ONNX Runtime says 1 where the second's score is above 0, the reference of ONNX has the label of the higher one.
    const isPlain = (c.ints('classlabels_int64s') ?? []).join() === '0,1' && !listOf(c, 'base_values')?.length;
    const isOne = count !== 2 || (isPlain && isOpposed(forest));
    return [isOne ? label : new Foreign('the label of two classes with a score each: ask for the scores'), made];
  }
  // Of one score, runtimes and the reference of ONNX make the same in these two ways alone.
  const isShare = given.every(([, weight]) => weight >= 0);
  if (!targets.has(0) || alone !== (isShare ? 'NONE' : 'LOGISTIC'))
    unsupported(`one score of two classes, and ${alone}`);
  const both = bothOf(based(c, gathered(c, x, forest, 1, 'SUM')), isShare ? 'complement' : 'opposite');
  return [
    labels(c, both, 'classlabels_int64s', 'classlabels_strings'),
    Value.of(transformed(both, transform), 'float'),
  ];
}

function treeEnsemble(c: NodeCall): Value {
  const x = c.input(0);
  const aggregate = (['AVERAGE', 'SUM', 'MIN', 'MAX'] as const)[c.int('aggregate_function', 1)];
  const transform = transforms[c.int('post_transform', 0)];
  if (aggregate === undefined || transform === undefined) return unsupported('an unknown function');
  const targets = c.int('n_targets') ?? unsupported('no n_targets');
  return Value.of(transformed(gathered(c, rowsOf(c), numberedForest(c), targets, aggregate), transform), x.type);
}

export const trees: Readonly<Record<string, Operator>> = {
  TreeEnsemble: treeEnsemble,
  TreeEnsembleClassifier: treeEnsembleClassifier,
  TreeEnsembleRegressor: treeEnsembleRegressor,
};
