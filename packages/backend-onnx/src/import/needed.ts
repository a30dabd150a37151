/** What the outputs of a file hang on. All else is left out before the file is read, so that it does no harm where it cannot be done. */
import { fail } from '@bernoulli/api/ir';
import type { StoredAttribute, StoredGraph, StoredModel, StoredNode } from '../proto/stored-model.ts';

/**
 * The model without nodes that no output needs, in the graphs inside its nodes and in its functions too, and without names of outputs that nobody
 * reads; without what is stored in ways that are not read where nothing reads it, and without such inputs.
 *
 * @throws BernoulliError `FORMAT` for two nodes that give one value
 */
export function neededOnly(model: StoredModel): StoredModel {
  return {
    ...model,
    graph: neededGraph(model.graph),
    functions: model.functions.map((f) => ({ ...f, nodes: neededOf(f.nodes, f.outputs).nodes })),
  };
}

/** The nodes that these values hang on, each behind those it reads from. */
export function neededNodes(nodes: readonly StoredNode[], outputs: readonly string[]): StoredNode[] {
  const makers = makersOf(nodes);
  const needed = new Set<StoredNode>();
  const waiting = [...outputs];
  while (waiting.length > 0) {
    const node = makers.get(waiting.pop()!);
    if (node === undefined || needed.has(node)) continue;
    needed.add(node);
    for (const name of readBy(node)) waiting.push(name);
  }
  return inOrder(
    nodes.filter((node) => needed.has(node)),
    makers,
  );
}

/** Nodes that read from later ones are put behind them: the format forbids it, converters to halves write it, ONNX Runtime reads it. */
function inOrder(nodes: readonly StoredNode[], makers: ReadonlyMap<string, StoredNode>): StoredNode[] {
  const [ordered, open] = [new Set<StoredNode>(), new Set<StoredNode>()];
  const stack = nodes.toReversed();
  while (stack.length > 0) {
    const node = stack.at(-1)!;
    const before = open.has(node) ? [] : readBy(node).flatMap((name) => makers.get(name) ?? []);
    open.add(node);
    // Of nodes in a circle one stays in front: reading it then says which name is missing.
    const waiting = before.filter((other) => !open.has(other));
    if (waiting.length > 0) stack.push(...waiting.reverse());
    else ordered.add(stack.pop()!);
  }
  return [...ordered];
}

/** Which node gives which value. */
export function makersOf(nodes: readonly StoredNode[]): Map<string, StoredNode> {
  const makers = new Map<string, StoredNode>();
  for (const node of nodes)
    for (const name of node.outputs) {
      if (name === '') continue;
      if (makers.has(name))
        fail('FORMAT', {
          who: 'importOnnx',
          at: node.name || undefined,
          what: 'two nodes give one value',
          received: name,
        });
      makers.set(name, node);
    }
  return makers;
}

/** The nodes that are needed, of their outputs those that somebody reads, and all that is read. */
function neededOf(
  nodes: readonly StoredNode[],
  outputs: readonly string[],
): { nodes: StoredNode[]; read: Set<string> } {
  const needed = neededNodes(nodes.map(neededInside), outputs);
  const read = new Set([...outputs, ...needed.flatMap(readBy)]);
  const kept = needed.map((node) =>
    node.outputs.every((name) => read.has(name))
      ? node
      : { ...node, outputs: node.outputs.map((name) => (read.has(name) ? name : '')) },
  );
  return { nodes: kept, read };
}

function neededGraph(graph: StoredGraph): StoredGraph {
  const { nodes, read } = neededOf(
    graph.nodes,
    graph.outputs.map(({ name }) => name),
  );
  const unread = graph.unread.filter(({ name }) => read.has(name));
  const left = new Set(graph.unread.filter((tensor) => !unread.includes(tensor)).map(({ name }) => name));
  const inputs = graph.inputs.filter(
    ({ name, type }) => read.has(name) || (typeof type === 'string' && !left.has(name)),
  );
  return { ...graph, nodes, unread, inputs };
}

function neededInside(node: StoredNode): StoredNode {
  if (![...node.attributes.values()].some(({ kind }) => kind === 'graph')) return node;
  const inside = (attribute: StoredAttribute): StoredAttribute =>
    attribute.kind === 'graph' ? { kind: 'graph', value: neededInner(attribute.value) } : attribute;
  return { ...node, attributes: new Map([...node.attributes].map(([name, value]) => [name, inside(value)])) };
}

/** A graph inside a node keeps its inputs: the node hands it values by their place. */
function neededInner(graph: StoredGraph): StoredGraph {
  return { ...neededGraph(graph), inputs: graph.inputs };
}

/** Names that a node reads, in the graphs of its attributes too. `Gradient` has the name of what it differentiates in an attribute. */
function readBy(node: StoredNode): string[] {
  const inner = [...node.attributes.values()].flatMap((attribute) =>
    attribute.kind === 'graph' ? readFromOutside(attribute.value) : [],
  );
  const y = node.opType === 'Gradient' ? node.attributes.get('y') : undefined;
  return [...node.inputs, ...inner, ...(y?.kind === 'string' ? [y.value] : [])];
}

function readFromOutside({ nodes, inputs, outputs, initializers, unread }: StoredGraph): string[] {
  const own = new Set([...inputs, ...initializers, ...unread].map(({ name }) => name));
  for (const node of nodes) for (const name of node.outputs) own.add(name);
  return [...nodes.flatMap(readBy), ...outputs.map(({ name }) => name)].filter((name) => !own.has(name));
}
