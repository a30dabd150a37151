/** Shows a program: its ends, then one node a line. */
import { canonical } from './canonical.ts';
import { ContentHash } from './content-hash.ts';
import type { TypedArray } from './dtype.ts';
import type { Binding, Graph, Node, NodeId } from './graph.ts';
import { printShape } from './shape.ts';

/** Constants of more elements than this are shown by a hash of their bits. */
const SHOWN_ELEMENTS = 8;

/**
 * A graph as text. Equal programs give equal texts, so a printed graph can be kept and compared.
 *
 * @example
 * ```ts
 * import { GraphBuilder, print } from '@bernoulli/api/ir';
 * const b = new GraphBuilder();
 * const x = b.input('x', 'f32', [2, 3]);
 * b.site = 'net/head';
 * const y = b.reduceSum(x, [1]);
 * print(b.build({ outputs: { y } })).split('\n');
 * // => ['inputs: x %0', 'outputs: y %1', '%0: f32[2, 3] = input "x"', '%1: f32[2] = reduceSum(%0) axes=[1]  # net/head']
 * ```
 */
export function print(graph: Graph): string {
  const { inputs, state, outputs, commit } = graph;
  const bind = ({ name, node }: Binding): string => `${name} ${ref(node)}`;
  const lines = [];
  if (inputs.length > 0) lines.push(`inputs: ${inputs.map(bind).join(', ')}`);
  if (state.length > 0)
    lines.push(`state: ${state.map((s) => bind(s) + (s.next === null ? '' : ` -> ${ref(s.next)}`)).join(', ')}`);
  if (outputs.length > 0) lines.push(`outputs: ${outputs.map(bind).join(', ')}`);
  if (commit !== null) lines.push(`commit: ${ref(commit)}`);
  return [...lines, ...graph.nodes.map(printNode)].join('\n');
}

/** One node as a line, as in `%3: f32[32, 64] = matMul(%0, %2) transposeB  # simpleNet/dense`. Under a loop stands its body. */
export function printNode(node: Node, id: NodeId): string {
  const operands = node.inputs.length > 0 ? `(${node.inputs.map(ref).join(', ')})` : '';
  const parts = [`${ref(id)}: ${node.dtype}${printShape(node.shape)} = ${node.op}${operands}`, ...printAttrs(node)];
  const line = parts.join(' ') + (node.site === undefined ? '' : `  # ${node.site}`);
  return node.op === 'scan' ? [line, ...print(node.attrs.body).split('\n')].join('\n  ') : line;
}

function ref(id: NodeId): string {
  return `%${id}`;
}

/** What the type of the node does not say already; flags that are down are left out. */
function printAttrs(node: Node): string[] {
  if (node.op === 'input') return [JSON.stringify(node.attrs.name)];
  if (node.op === 'constant') return [printConstant(node.attrs.value)];
  return Object.entries(node.attrs).flatMap(([name, value]: [string, unknown]) => {
    if (name === 'shape' || name === 'sizes' || name === 'dtype' || name === 'body' || value === false) return [];
    return [value === true ? name : `${name}=${canonical(value)}`];
  });
}

function printConstant(value: TypedArray): string {
  if (value.length > SHOWN_ELEMENTS) return `#${new ContentHash().array(value).digest()}`;
  const show = value instanceof Float32Array ? shortest : String;
  return `[${Array.from(value, show).join(', ')}]`;
}

/** The shortest decimal that reads back as the same `f32`. */
function shortest(x: number): string {
  if (!Number.isFinite(x) || x === 0) return canonical(x);
  for (let digits = 1; digits < 9; digits++) {
    const text = Number(x.toPrecision(digits));
    if (Math.fround(text) === x) return String(text);
  }
  return String(Number(x.toPrecision(9)));
}
