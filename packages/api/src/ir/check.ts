/** The rules of a graph as code: what every program obeys before a backend sees it. */
import { fail } from './errors.ts';
import type { Graph, Node, NodeId, TensorType } from './graph.ts';
import { ops } from './ops/index.ts';
import { printShape, sameShape } from './shape.ts';

/** Loops in loops in loops: a deeper graph is refused before it fills the stack. */
const MOST_DEPTH = 16;

/**
 * Passes a legal graph and throws at the first rule that is broken. The rules:
 *
 * 1. Everything is frozen plain data, of IR version 1.
 * 2. A node's op exists, it has as many operands as the op takes, and each operand stands earlier in the list.
 * 3. A node's dtype and shape are those that the op's own rule infers from its operands.
 * 4. Each `input` node is bound once: as a run input under its own name, or as state. Names are unique within each of
 *    inputs, outputs and state.
 * 5. The next value of a state has its type. `commit` is a `bool` scalar.
 * 6. The body of a loop is a legal graph too.
 *
 * @throws BernoulliError `GRAPH`, naming the node's index, op and site.
 */
export function check(graph: Graph): void {
  checkGraph(graph, 0);
}

function checkGraph(graph: Graph, depth: number): void {
  if (depth > MOST_DEPTH) broken(`loops must not be nested deeper than ${MOST_DEPTH}`);
  if (graph.irVersion !== 1) broken('irVersion must be 1', graph.irVersion);
  for (const list of [graph, graph.nodes, graph.inputs, graph.outputs, graph.state]) requireFrozen(list, 'the graph');
  graph.nodes.forEach((node, id) => checkNode(graph, node, id, depth));
  checkEnds(graph);
}

function checkNode(graph: Graph, node: Node, id: NodeId, depth: number): void {
  const at = `node ${id} (${node.op}${node.site === undefined ? '' : ` at ${node.site}`})`;
  for (const part of [node, node.inputs, node.attrs, node.shape]) requireFrozen(part, at);
  if (!Object.hasOwn(ops, node.op)) broken(`${at}: there is no such op`);
  const { arity } = ops[node.op];
  if (arity === null ? node.inputs.length === 0 : node.inputs.length !== arity)
    broken(`${at} takes ${arity ?? 'one or more'} inputs`, node.inputs.length);
  const operands = node.inputs.map((input) => {
    if (!Number.isInteger(input) || input < 0 || input >= id) broken(`${at}: operands must stand earlier`, input);
    return graph.nodes[input]!;
  });
  if (node.op === 'scan') checkBody(node.attrs.body, at, depth);
  const type = inferred(node, operands, at);
  if (type.dtype !== node.dtype || !sameShape(type.shape, node.shape))
    broken(`${at} must be ${printType(type)}`, printType(node));
}

function checkBody(body: Graph | undefined, at: string, depth: number): void {
  const lists = [body, body?.nodes, body?.inputs, body?.outputs, body?.state];
  if (lists.some((list) => typeof list !== 'object' || list === null)) broken(`${at}: its body must be a graph`);
  try {
    checkGraph(body!, depth + 1);
  } catch (error) {
    broken(`${at}: in its body: ${error instanceof Error ? error.message.replace(/\.$/, '') : String(error)}`);
  }
}

function inferred(node: Node, operands: readonly TensorType[], at: string): TensorType {
  try {
    return (ops[node.op].infer as (i: readonly TensorType[], a: unknown) => TensorType)(operands, node.attrs);
  } catch (error) {
    return broken(`${at}: ${error instanceof Error ? error.message.replace(/\.$/, '') : String(error)}`);
  }
}

function checkEnds(graph: Graph): void {
  const { nodes, inputs, outputs, state, commit } = graph;
  const typeOf = (id: NodeId, who: string): Node => nodes[id] ?? broken(`${who} names no node`, id);
  const bound = new Set<NodeId>();
  for (const [kind, list] of Object.entries({ inputs, outputs, state })) {
    const names = new Set<string>();
    for (const binding of list) {
      const who = `${kind}: ${binding.name}`;
      requireFrozen(binding, who);
      if (names.size === names.add(binding.name).size) broken(`${who} is named twice`);
      const node = typeOf(binding.node, who);
      if (kind === 'outputs') continue;
      if (node.op !== 'input') broken(`${who} must be an input node`, `node ${binding.node} (${node.op})`);
      if (kind === 'inputs' && node.attrs.name !== binding.name)
        broken(`${who} must have its node's name`, node.attrs.name);
      if (bound.size === bound.add(binding.node).size) broken(`${who}: its node is bound twice`, binding.node);
    }
  }
  nodes.forEach(({ op }, id) => {
    if (op === 'input' && !bound.has(id)) broken(`node ${id} (input) is neither a run input nor state`);
  });
  for (const { name, node, next } of state) {
    if (next === null) continue;
    const [now, then] = [nodes[node]!, typeOf(next, `state: ${name}`)];
    if (now.dtype !== then.dtype || !sameShape(now.shape, then.shape))
      broken(`state: ${name}: its next value must be ${printType(now)}`, printType(then));
  }
  if (commit === null) return;
  const { dtype, shape } = typeOf(commit, 'commit');
  if (dtype !== 'bool' || shape.length > 0) broken('commit must be a bool scalar', printType({ dtype, shape }));
}

function requireFrozen(part: object, at: string): void {
  const plain = Array.isArray(part) || Object.getPrototypeOf(part) === Object.prototype;
  if (!plain || !Object.isFrozen(part)) broken(`${at} must be frozen plain data`);
}

function printType({ dtype, shape }: TensorType): string {
  return dtype + printShape(shape);
}

function broken(what: string, received?: unknown): never {
  return fail('GRAPH', { who: 'check', what, received });
}
