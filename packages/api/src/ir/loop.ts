/** Loops over a body that is itself a graph: what such a loop is, and its body written out once. */
import type { GraphBuilder, Ref } from './builder.ts';
import type { Graph } from './graph.ts';
import type { OpName } from './ops/index.ts';

/**
 * `length` steps of a body, which may be a symbol. The body's state is what is carried from step to step; of its inputs the first `steps` are read step by step
 * from operands `[length, …]`, and the others are the same in all steps. It has no commit.
 *
 * Operands: the first values of what is carried, in the order of the body's state, then one for each input of the body.
 *
 * A step gives results, numbered: what is carried next, then the body's outputs. A node is one of them: of all steps, stacked, or with
 * `final` what is carried after the last step. Nodes that differ in nothing else are one loop: see `sameLoop`.
 */
export interface ScanAttrs {
  readonly body: Graph;
  readonly length: number;
  readonly steps: number;
  /** Whether the last step of what is read comes first. Results stand at the step that they belong to. */
  readonly reverse: boolean;
  readonly result: number;
  readonly final: boolean;
}

/** What a loop's nodes have in common: equal texts, of nodes of one graph, for one loop. */
export function sameLoop(inputs: readonly number[], { body, length, steps, reverse }: ScanAttrs): string {
  return `${bodyNumber(body)} ${length} ${steps} ${reverse} ${inputs.join()}`;
}

const numbers = new WeakMap<Graph, number>();
let bodies = 0;

function bodyNumber(body: Graph): number {
  let known = numbers.get(body);
  if (known === undefined) numbers.set(body, (known = bodies++));
  return known;
}

/** The nodes that hold the results of a step, by number. */
export function resultNodes({ state, outputs }: Graph): readonly number[] {
  return [...state.map(({ node, next }) => next ?? node), ...outputs.map(({ node }) => node)];
}

/** Products, elementary functions and noise. */
// prettier-ignore
const COSTLY: readonly OpName[] = [
  'matMul', 'conv', 'convInput', 'convKernel',
  'exp', 'log', 'log1p', 'pow', 'sin', 'cos', 'tanh', 'sigmoid', 'erf', 'softmax', 'logSoftmax', 'uniform',
];

/** Whether an element takes so long to compute that a gradient would rather keep it than compute it again. */
export function isCostly({ op }: { readonly op: OpName }): boolean {
  return COSTLY.includes(op);
}

/** Writes a body out once, on operands for its state and its inputs; gives what stands for each of its nodes. */
export function writeBody(b: GraphBuilder, body: Graph, operands: readonly Ref[]): readonly Ref[] {
  const written: Ref[] = [];
  [...body.state, ...body.inputs].forEach(({ node }, i) => (written[node] = operands[i]!));
  const site = b.site;
  body.nodes.forEach((node, id) => {
    if (node.op === 'input') return;
    b.site = node.site ?? site;
    written[id] = b.node(
      node.op,
      node.inputs.map((input) => written[input]!),
      node.attrs as never,
    );
  });
  b.site = site;
  return written;
}

/** x at one step of `[length, …]`. */
export function stepOf(b: GraphBuilder, x: Ref, at: number): Ref {
  const [steps, ...rest] = x.shape;
  // Of a size that is not known yet there is no slice.
  if (steps! < 0) return b.gather(x, b.scalar(at, 'i32'), 0);
  return b.reshape(b.slice(x, [at, ...rest.map(() => 0)], [1, ...rest]), rest);
}

/** Values one after the other along a new first axis. */
export function stack(b: GraphBuilder, values: readonly Ref[]): Ref {
  return b.concat(
    values.map((value) => b.reshape(value, [1, ...value.shape])),
    0,
  );
}
