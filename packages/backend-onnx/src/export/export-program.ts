/** Programs that draw, or train, as ONNX models: what follows from seed and step is worked out inside the file. */
import { GraphBuilder, hashPath, type Binding, type Graph, type NodeId, type TensorData } from '@bernoulli/api/ir';
import { Namer } from '../lowerings/namer.ts';
import type { OnnxWriter } from '../lowerings/onnx-writer.ts';
import { siteKeyFunction } from '../lowerings/site-key-function.ts';
import type { Value } from '../lowerings/value.ts';
import { DataType, type ModelProto } from '../proto/messages.ts';
import { lowerable } from './lowerable.ts';
import { lowerGraph, type Ends, type ModelCard, type Prelude } from './lower-graph.ts';
import { weightOf } from './weight-of.ts';

/** Who fills an input of a program, as `Model.program` says it. */
export type ProgramFeed =
  | { readonly from: 'data' | 'rowOffset' | 'mask' }
  | { readonly from: 'key'; readonly site: string; readonly path: string; readonly every: number }
  | { readonly from: 'scalar'; readonly schedule: (step: number) => number };

/** A program, and the values that its state begins with. */
export interface ExportableProgram {
  readonly graph: Graph;
  readonly feeds: ReadonlyMap<string, ProgramFeed>;
  readonly weights: Readonly<Record<string, TensorData>>;
  /** What open sizes are called, by symbol, where something says it. */
  readonly sizeNames?: ReadonlyMap<number, string>;
}

export interface ProgramCard extends ModelCard {
  /** Steps for which the numbers of a step are written down. */
  readonly steps: number;
  /** Whose draws they are: by `path`, those of the program; by `site`, those of a training step. */
  readonly drawsBy: 'path' | 'site';
  /** Where the program makes several rows of one: how many, and the step whose numbers it takes, as `Model.sample` takes those of now. */
  readonly moments?: { readonly copies: number; readonly step: number } | undefined;
  /** Whether weights whose gradients are put out are inputs. */
  readonly weightInputs: boolean;
}

/** The name of what replaces a state, and of what moves a weight. */
export const nextState = (name: string): string => `next:${name}`;
const gradientOf = (name: string): string => `gradient:${name}`;

/**
 * The model of a program. Inputs beside the data: `seed` and `step`, `int64`, where something follows from them, and `rowOffset`, `int32`.
 * State that a run replaces is an input, and its successor is the output `next:<name>`; where the program says that a run does not count,
 * that is the old value. A weight whose gradient is put out is an input on request. Other state is weights inside the file.
 */
export function programModel({ graph: given, feeds, weights }: ExportableProgram, card: ProgramCard): ModelProto {
  const graph = withSuccessors(lowerable(given));
  const told = new Set(graph.outputs.map(({ name }) => name));
  const isInput = ({ name }: Binding): boolean =>
    told.has(nextState(name)) || (card.weightInputs && told.has(gradientOf(name)));
  const names = new Namer();
  const taken = <B extends Binding>(binding: B): B => ({ ...binding, name: names.take(binding.name) });
  const filled = graph.inputs.map((input) => ({ ...input, feed: feeds.get(input.name)! }));
  const of = (from: string): typeof filled => filled.filter(({ feed }) => feed.from === from);
  const ends: Ends = {
    inputs: [
      ...of('data').map(taken),
      ...(card.moments === undefined ? of('rowOffset').map(taken) : []),
      ...graph.state.filter(isInput).map(taken),
    ],
    outputs: graph.outputs.map(taken),
    weights: graph.state
      .filter((state) => !isInput(state))
      .map((weight) => ({ ...taken(weight), data: weightOf(graph, weights, weight) })),
    prelude: preludeOf(graph, feeds, card),
  };
  return lowerGraph(graph, ends, card);
}

/** A model without inputs that puts out the state which the program begins with: what it takes at the first step. */
export function stateModel({ graph, weights }: ExportableProgram, card: ModelCard): ModelProto {
  const b = new GraphBuilder();
  const state = graph.state.filter(({ next }) => next !== null);
  const outputs = state.map(({ name, node }) => {
    const { dtype, shape } = graph.nodes[node]!;
    return [name, b.input(name, dtype, shape)] as const;
  });
  const built = b.build({ outputs: Object.fromEntries(outputs) });
  const stored = built.inputs.map(({ name, node }) => ({
    name: `now:${name}`,
    node,
    data: weightOf(built, weights, { name, node }),
  }));
  return lowerGraph(built, { inputs: [], outputs: built.outputs, weights: stored }, card);
}

/** The graph with the successor of each state as an output. */
function withSuccessors(graph: Graph): Graph {
  const moved = graph.state.filter(({ next }) => next !== null);
  if (moved.length === 0) return graph;
  const b = GraphBuilder.from(graph);
  const counts = graph.commit === null ? null : b.ref(graph.commit);
  const outputs = Object.fromEntries([
    ...graph.outputs.map(({ name, node }) => [name, b.ref(node)] as const),
    ...moved.map(({ name, node, next }) => {
      const then = b.ref(next!);
      return [nextState(name), counts === null ? then : b.select(counts, then, b.ref(node))] as const;
    }),
  ]);
  const state = graph.state.map(({ name, node }) => ({ name, node: b.ref(node), next: null }));
  return lowerable(b.build({ outputs, state }));
}

const [SEED, STEP, ROW_OFFSET] = ['seed', 'step', 'rowOffset'];

/** Keys and numbers of the step, from the inputs `seed` and `step`. */
function preludeOf(graph: Graph, feeds: ExportableProgram['feeds'], { steps, drawsBy, moments }: ProgramCard): Prelude {
  const nodes = new Map(graph.inputs.map(({ name, node }) => [name, node]));
  const keys: { node: NodeId; path: string; site: string; every: number }[] = [];
  const tables: { node: NodeId; name: string; table: Float32Array }[] = [];
  for (const [name, feed] of feeds) {
    const node = nodes.get(name);
    if (node === undefined) continue;
    if (feed.from === 'key') keys.push({ node, path: feed[drawsBy], site: feed.site, every: feed.every });
    if (feed.from !== 'scalar') continue;
    const table = moments === undefined ? tabulate(feed.schedule, steps) : Float32Array.of(feed.schedule(moments.step));
    tables.push({ node, name, table });
  }
  const inputs = [
    ...(keys.length > 0 ? [SEED] : []),
    ...(keys.some(({ every }) => every !== Infinity) || tables.some(({ table }) => table.length > 1) ? [STEP] : []),
  ];
  const first = moments === undefined ? undefined : nodes.get(ROW_OFFSET);
  return {
    inputs: [
      ...inputs.map((name) => ({ name, dataType: DataType.INT64, shape: [] })),
      ...(first === undefined ? [] : [{ name: ROW_OFFSET, dataType: DataType.INT32, shape: [] }]),
    ],
    write: (w) => {
      const values = new Map<NodeId, Value>();
      for (const { node, path, site, every } of keys) {
        w.site = site;
        values.set(node, { name: siteKey(w, path, every), dtype: 'i32', shape: [2] });
      }
      w.site = undefined;
      if (first !== undefined)
        values.set(first, { name: w.node('Mul', [ROW_OFFSET, w.i32(moments!.copies)]), dtype: 'i32', shape: [] });
      for (const { node, name, table } of tables)
        values.set(node, { name: numberOf(w, name, table, steps), dtype: 'f32', shape: [] });
      return values;
    },
  };
}

function siteKey(w: OnnxWriter, path: string, every: number): string {
  const i64 = (value: number): string => w.constant(BigInt64Array.of(BigInt(value)), []);
  const draw = every === Infinity ? i64(0) : every === 1 ? STEP : w.node('Div', [STEP, i64(every)]);
  return w.call(siteKeyFunction, [SEED, i64(hashPath(path)), draw]);
}

/** The values of a schedule, as they are fed, up to where nothing changes any more. */
function tabulate(schedule: (step: number) => number, steps: number): Float32Array {
  const table = Float32Array.from({ length: steps }, (_, step) => schedule(step));
  let length = steps;
  while (length > 1 && table[length - 2] === table[steps - 1]) length--;
  return table.subarray(0, length);
}

/** The number of the step. What has settled stays as it is; a step beyond a table that has not is refused by the runtime. */
function numberOf(w: OnnxWriter, name: string, table: Float32Array, steps: number): string {
  if (table.length === 1) return w.constant(table, []);
  const last = w.constant(BigInt64Array.of(BigInt(table.length - 1)), []);
  const at = table.length < steps ? w.node('Min', [STEP, last]) : STEP;
  return w.node('Gather', [w.constant(table, [table.length]), at], { axis: 0 });
}
