/** What a run of a kernel backend does, decided once: which nodes are computed, by what, and when their values can go. */
import { fail } from '../errors.ts';
import type { Graph, NodeId } from '../graph.ts';
import type { Fusion, Kernel, KernelBackendDefinition } from './kernel.ts';
import { Loops } from './loop.ts';
import { endsOf } from '../analysis/ends.ts';
import type { OpName } from '../ops/index.ts';
import { stateNames } from './state-cells.ts';

/** The computation of one value. */
export interface Step<T> {
  readonly id: NodeId;
  readonly inputs: readonly NodeId[];
  /** `null` where the value comes from the host: an input of the run, or noise. */
  readonly compute: ((inputs: readonly T[]) => T) | null;
  /** Values that nobody reads after this step. */
  readonly dead: readonly NodeId[];
}

export interface Plan<T> {
  /** Constants, and what is computed of them alone: made once, when the graph is compiled. */
  readonly once: readonly Step<T>[];
  /** Made anew in each run. */
  readonly steps: readonly Step<T>[];
  /** Frees what steps have made for others that were not taken. */
  readonly abandon: () => void;
}

/** Decides for the nodes that the graph's ends need; what a fusion covers, and nobody else reads, is not among them. */
export function planRun<T>(definition: KernelBackendDefinition<T>, graph: Graph): Plan<T> {
  const fusions = new Map((definition.fuse?.(graph) ?? []).map((fusion) => [fusion.node, fusion]));
  for (const fusion of fusions.values()) requireOrder(definition.name, fusion);
  const carried = stateNames(graph);
  const inputsOf = (id: NodeId): readonly NodeId[] => {
    const { op, inputs } = graph.nodes[id]!;
    // The host draws, and has what it was handed: only a key that the engine computes or holds must be there.
    if (op === 'uniform' && definition.kernels.uniform === undefined)
      return inputs.filter((i) => carried.has(i) || !isGiven(graph.nodes[i]!.op));
    return fusions.get(id)?.inputs ?? inputs;
  };
  const ends = endsOf(graph);
  const needed = new Set(ends);
  for (let id = graph.nodes.length - 1; id >= 0; id--) if (needed.has(id)) for (const i of inputsOf(id)) needed.add(i);

  const loops = new Loops(definition, graph, needed, planRun<T>);
  const fixed = new Set<NodeId>();
  const [once, steps]: [Undated<T>[], Undated<T>[]] = [[], []];
  graph.nodes.forEach(({ op }, id) => {
    if (!needed.has(id) || carried.has(id)) return;
    const step = { id, inputs: inputsOf(id), compute: computing(definition, graph, id, fusions.get(id), loops) };
    if (op !== 'input' && step.compute !== null && step.inputs.every((i) => fixed.has(i))) fixed.add(id);
    (fixed.has(id) ? once : steps).push(step);
  });
  const readLater = new Set([...ends, ...steps.flatMap(({ inputs }) => inputs)]);
  const lasting = new Set([...carried.keys(), ...fixed, ...ends]);
  return { once: dated(once, readLater), steps: dated(steps, lasting), abandon: () => loops.abandon() };
}

/** Whether the host has a value of this op without the engine. */
function isGiven(op: OpName): boolean {
  return op === 'input' || op === 'constant';
}

type Undated<T> = Omit<Step<T>, 'dead'>;

/** Says of each value after which step it dies, but for those that outlive them all. */
function dated<T>(steps: readonly Undated<T>[], outliving: ReadonlySet<NodeId>): Step<T>[] {
  const seen = new Set(outliving);
  return steps
    .toReversed()
    .map((step) => {
      const dead = [...new Set([step.id, ...step.inputs])].filter((id) => !seen.has(id));
      for (const id of dead) seen.add(id);
      return { ...step, dead };
    })
    .toReversed();
}

/** Looks up the kernel of a node and writes down what it is told, so that a run has nothing left to find. */
function computing<T>(
  { kernels, upload }: KernelBackendDefinition<T>,
  graph: Graph,
  id: NodeId,
  fusion: Fusion<T> | undefined,
  loops: Loops<T>,
): Step<T>['compute'] {
  if (fusion?.compute !== undefined) return fusion.compute;
  const node = graph.nodes[id]!;
  const { op, dtype, shape, attrs } = node;
  if (op === 'constant') return () => upload({ dtype, shape, data: node.attrs.value });
  if (op === 'scan' && kernels.scan === undefined) return (inputs) => loops.compute(id, inputs);
  const kernel = op === 'input' ? undefined : (kernels[op] as Kernel<T, OpName> | undefined);
  if (kernel === undefined) return null;
  const inputTypes = (fusion?.inputs ?? node.inputs).map((i) => graph.nodes[i]!);
  const context = { attrs: attrs as never, inputTypes, type: { dtype, shape } };
  return (inputs) => kernel(inputs, context);
}

function requireOrder<T>(backend: string, { node, inputs }: Fusion<T>): void {
  if (inputs.some((i) => i >= node))
    fail('BACKEND', { who: `backend ${backend}`, what: `a fusion of node ${node} reads nodes that come later` });
}
