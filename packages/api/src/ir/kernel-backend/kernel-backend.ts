/** Makes a backend of a table of kernels: all that engines have in common is here, so that an engine is its kernels. */
import { expandOps, type Supported } from '../analysis/expand-ops.ts';
import { nodesWithin } from '../analysis/loops.ts';
import type { Backend, BackendDetails, Executable } from '../backend.ts';
import { check } from '../check.ts';
import { fail } from '../errors.ts';
import type { Graph } from '../graph.ts';
import type { KernelBackendDefinition } from './kernel.ts';
import { KernelExecutable } from './executable.ts';
import { loopOps } from './loop.ts';
import { isConcrete, printShape } from '../shape.ts';

/**
 * A backend that walks a graph node by node. It keeps constants and state with the engine, frees each intermediate value
 * after its last use, draws `uniform` on the host where the table has no kernel for it, runs loops by the kernels that their bodies need,
 * writes other ops that the table lacks in simpler ones that it has, and honours `commit`.
 *
 * A kernel is called once a run for each node of its op that the results depend on, and only once for one that depends on
 * constants alone; what it returns is disposed once. `fuse` lets one call stand for several nodes. A run that throws leaves
 * the state as it was and frees what it made.
 *
 * @throws BernoulliError `UNSUPPORTED` when a graph is compiled, naming the ops that have neither a kernel nor such an expansion.
 * @example
 * ```ts
 * import { GraphBuilder, kernelBackend } from '@bernoulli/api/ir';
 * const toy = kernelBackend<number[]>({
 *   name: 'toy',
 *   kernels: { neg: ([x]) => x!.map((v) => -v) },
 *   upload: ({ data }) => [...data],
 *   download: (data, { dtype, shape }) => ({ dtype, shape, data: Float32Array.from(data) }),
 * });
 * const b = new GraphBuilder();
 * const graph = b.build({ outputs: { y: b.neg(b.input('x', 'f32', [2])) } });
 * const run = await toy.compile(graph);
 * const { y } = await run.run({ x: { dtype: 'f32', shape: [2], data: Float32Array.of(1, 2) } });
 * [...y!.data]; // => [-1, -2]
 * ```
 */
export function kernelBackend<T>(definition: KernelBackendDefinition<T>): Backend {
  const executables = new WeakMap<Executable, KernelExecutable<T>>();
  let ready: Promise<void> | undefined;
  let details: BackendDetails | undefined;

  return {
    name: definition.name,
    irVersion: 1,
    get details() {
      return details;
    },
    async compile(graph, { shareState } = {}) {
      check(graph);
      requireConcrete(graph);
      const shared = shareState && (executables.get(shareState) ?? foreign(definition.name));
      ready ??= definition.ready?.();
      try {
        await ready;
      } catch (error) {
        ready = undefined;
        throw error;
      }
      details ??= definition.details?.();
      const executable = new KernelExecutable(definition, inKernels(definition, graph), shared);
      executables.set(executable, executable);
      return executable;
    },
  };
}

/** Backends run sizes, not symbols. Fails with the first symbolic node. */
export function requireConcrete(graph: Graph): void {
  graph.nodes.forEach((node, id) => {
    const { op, shape, site } = node;
    if (node.op === 'scan') requireConcrete(node.attrs.body);
    if (!isConcrete(shape))
      fail('GRAPH', {
        who: 'compile',
        at: site,
        what: `every size must be known, and node ${id} (${op}) has shape ${printShape(shape)}`,
        hint: 'Use bind(graph, sizes) first',
      });
  });
}

/**
 * The graph in ops that the table has: what it lacks or does not take is expanded. What cannot be is named, all of it, so that nobody has to
 * find it one run at a time.
 */
function inKernels<T>({ name, kernels, takes }: KernelBackendDefinition<T>, graph: Graph): Graph {
  const own = new Set<string>(['input', 'constant', 'uniform', ...Object.keys(kernels)]);
  if (runsLoops(kernels, graph)) own.add('scan');
  const declined = new Set<string>();
  const supported: Supported = (op, node, operands) => {
    if (!own.has(op)) return false;
    const taken = takes?.(node, operands) ?? true;
    if (!taken) declined.add(op);
    return taken;
  };
  const computable = expandOps(graph, supported);
  const missing = lacking(computable, own);
  if (missing.length > 0)
    fail('UNSUPPORTED', {
      who: `backend ${name}`,
      what: `has no kernel for ${blame(graph, new Set([...own].filter((op) => !declined.has(op)))).join(', ')}`,
      hint: `A kernel for ${missing.join(', ')} would be enough`,
    });
  return computable;
}

/** Whether the kernels are there that every loop needs. What a body draws the host can only draw for steps that are written out. */
function runsLoops<T>(kernels: KernelBackendDefinition<T>['kernels'], { nodes }: Graph): boolean {
  const draws = (body: Graph): boolean => [...nodesWithin(body)].some(({ op }) => op === 'uniform');
  return (
    loopOps.every((op) => kernels[op] !== undefined) &&
    (kernels.uniform !== undefined || !nodes.some((node) => node.op === 'scan' && draws(node.attrs.body)))
  );
}

function lacking(graph: Graph, own: ReadonlySet<string>): string[] {
  return [...new Set([...nodesWithin(graph)].map(({ op }) => op))].filter((op) => !own.has(op)).sort();
}

/** The ops of the graph as it was handed in that the table lacks, and cannot put together either. */
function blame(graph: Graph, own: ReadonlySet<string>): string[] {
  const lacked = lacking(graph, own);
  return lacked.filter((one) => {
    const others = new Set([...own, ...lacked.filter((op) => op !== one)]);
    return (
      lacking(
        expandOps(graph, (op) => others.has(op)),
        others,
      ).length > 0
    );
  });
}

function foreign(name: string): never {
  return fail('BACKEND', {
    who: `backend ${name}`,
    what: 'shareState must be an executable that this backend compiled',
  });
}
