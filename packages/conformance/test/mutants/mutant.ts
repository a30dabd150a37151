/** What a mutant is, and the honest backend that each is a wrong copy of: the interpreter's kernels, or a wrapper around it. */
import {
  kernelBackend,
  type Backend,
  type Executable,
  type Graph,
  type KernelContext,
  type KernelTable,
  type Node,
  type OpName,
  type TensorData,
} from '@bernoulli/api/ir';
import { interpreter, type Value } from '@bernoulli/api/ir/interpret';
import { conformance } from '@bernoulli/conformance';
import { kernels } from '../../../api/src/ir/interpret/kernels.ts';

/** A backend that is wrong in one way, and the cases whose job it is to say so. */
export interface Mutant {
  readonly name: string;
  readonly job: RegExp;
  readonly make: () => Backend;
}

export type AnyContext = KernelContext<Readonly<Record<string, never>>>;
export type AnyKernel = (inputs: readonly Value[], context: AnyContext) => Value;

export const honest = kernels as unknown as Readonly<Record<string, AnyKernel>>;

/** The interpreter with other kernels for some ops, and perhaps another generator. */
export function withKernels(
  changed: Readonly<Record<string, AnyKernel>>,
  draw?: (key: ArrayLike<number>, offset: number, shape: readonly number[]) => Value,
): Backend {
  return kernelBackend<Value>({
    name: 'mutant',
    kernels: { ...kernels, uniform: undefined, ...changed } as unknown as KernelTable<Value>,
    ...(draw === undefined ? {} : { draw }),
    upload: ({ dtype, shape, data }) => ({
      dtype,
      shape,
      data: data instanceof Float32Array ? Float64Array.from(data) : data.slice(),
    }),
    download: ({ dtype, shape, data }): TensorData => ({
      dtype,
      shape,
      data: data instanceof Float64Array ? Float32Array.from(data) : data.slice(),
    }),
  });
}

/** The interpreter, run through a wrapper of each executable that it makes. State may be shared between what is wrapped. */
export function wrapped(
  wrap: (executable: Executable, graph: Graph) => Partial<Executable>,
  before: (graph: Graph) => Graph = (graph) => graph,
): Backend {
  const inner = interpreter();
  const originals = new WeakMap<Executable, Executable>();
  return {
    name: 'mutant',
    irVersion: 1,
    async compile(graph, { shareState } = {}) {
      const from = shareState === undefined ? undefined : (originals.get(shareState) ?? shareState);
      const made = await inner.compile(before(graph), from === undefined ? {} : { shareState: from });
      const own: Executable = {
        run: (inputs) => made.run(inputs),
        readState: (name) => made.readState(name),
        writeState: (name, value) => made.writeState(name, value),
        dispose: () => made.dispose(),
      };
      const mutant = Object.assign(own, wrap(made, graph));
      originals.set(mutant, made);
      return mutant;
    },
  };
}

/** The interpreter on graphs in which nodes were changed, or stand for others. */
export function rewriting(
  change: (node: Node, id: number, graph: Graph) => Partial<Record<keyof Node, unknown>> | number | null,
): Backend {
  return wrapped(
    () => ({}),
    (graph) => {
      const stands = new Map<number, number>();
      const at = (id: number): number => stands.get(id) ?? id;
      const nodes: Node[] = [];
      graph.nodes.forEach((node, id) => {
        const own = { ...node, inputs: Object.freeze(node.inputs.map(at)) } as Node;
        const found = change(own, id, { ...graph, nodes });
        if (typeof found === 'number') stands.set(id, found);
        nodes.push(Object.freeze(typeof found === 'object' ? { ...own, ...found } : own) as Node);
      });
      const ends = <T extends { readonly node: number }>(list: readonly T[]): readonly T[] =>
        Object.freeze(list.map((end) => Object.freeze({ ...end, node: at(end.node) })));
      const state = graph.state.map((end) => Object.freeze({ ...end, next: end.next === null ? null : at(end.next) }));
      return Object.freeze({
        ...graph,
        nodes: Object.freeze(nodes),
        outputs: ends(graph.outputs),
        state: Object.freeze(state),
      });
    },
  );
}

/** The first case of those whose job it is that a mutant fails, or `null` where it gets through. */
export async function caughtBy({ job, make }: Mutant): Promise<string | null> {
  for (const { name, run } of conformance(make())) {
    if (!job.test(name)) continue;
    try {
      await run();
    } catch {
      return name;
    }
  }
  return null;
}

/** Cases of an op, without those of many elements. */
export function casesOf(op: OpName | string, words = ''): RegExp {
  return new RegExp(`^${op}/(?!.*(131101|\\blong\\b|\\bmany\\b|far out|4099|\\d{3} x))${words}`);
}
