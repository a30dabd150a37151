/** A product with its bias and activation as one kernel: what the first two would write down is never there. */
import {
  endsOf,
  scalarOf,
  sizeOf,
  usersOf,
  type Fusion,
  type Graph,
  type Node,
  type NodeId,
  type NodeOf,
} from '@bernoulli/api/ir';
import type { Engine, Tensor } from '../engine/engine.ts';
import { isSingle, matrix, swapped } from '../kernels/mat-mul.ts';
import { productPlan } from '../kernels/product-plan.ts';

/** What TF.js's fused kernels compute as ours do. Their sigmoid makes numbers of NaN on the GPUs, and saves nothing on wasm. */
type Activation = 'linear' | 'relu';

/** Where a chain ends, and nodes that read from its middle and can read its end instead. */
interface End {
  readonly node: NodeId;
  readonly activation: Activation;
  readonly redirected: readonly NodeId[];
}

/** A graph, and who reads each value. */
interface Uses {
  readonly nodes: readonly Node[];
  /** `null` for a value that the graph itself reads, so that it has to be there. */
  readonly of: (id: NodeId) => readonly NodeId[] | null;
}

/** The fusions of every add of a bias to a product. */
export function denseFusions(engine: Engine, graph: Graph): Fusion<Tensor>[] {
  if (engine.name === 'cpu') return [];
  const [users, ends] = [usersOf(graph), endsOf(graph)];
  const uses: Uses = { nodes: graph.nodes, of: (id) => (ends.has(id) ? null : users[id]!) };
  return uses.nodes.flatMap((node, sum) => {
    if (node.op !== 'add') return [];
    const [first, second] = node.inputs as [NodeId, NodeId];
    return fused(engine, uses, sum, first, second) ?? fused(engine, uses, sum, second, first) ?? [];
  });
}

function fused(engine: Engine, uses: Uses, sum: NodeId, product: NodeId, bias: NodeId): Fusion<Tensor>[] | null {
  const [node, row] = [uses.nodes[product]!, uses.nodes[bias]!];
  if (node.op !== 'matMul' || uses.of(product)?.length !== 1) return null;
  if (row.shape[0] !== node.shape.at(-1) || !isRow(uses, bias) || !isFusable(engine, uses, node)) return null;
  const { node: end, activation, redirected } = endOf(engine, uses, sum);
  const compute = ([a, b, c]: readonly Tensor[]): Tensor => dense(engine, a!, b!, c!, node, activation);
  return [
    { node: end, inputs: [...node.inputs, bias], compute },
    ...redirected.map((id) => ({ node: id, inputs: [end, uses.nodes[id]!.inputs[1]!] })),
  ];
}

/** Whether a value is a vector, and lies in the engine as one: a reshaped matrix is still kept as a matrix, which the kernel on wasm refuses. */
function isRow(uses: Uses, id: NodeId): boolean {
  const { inputs, shape } = uses.nodes[id]!;
  if (shape.length !== 1) return false;
  const [only, ...others] = inputs;
  return only === undefined || others.length > 0 || sizeOf(uses.nodes[only]!.shape) !== shape[0] || isRow(uses, only);
}

/** Whether the kernel takes the product as it is, and is no slower at it than the plain one. */
function isFusable(engine: Engine, uses: Uses, { inputs, attrs }: NodeOf<'matMul'>): boolean {
  const [a, b] = inputs.map((i) => uses.nodes[i]!.shape) as [readonly number[], readonly number[]];
  if (!isSingle(b) || sizeOf(a) === 0 || sizeOf(b) === 0) return false;
  if (engine.name !== 'wasm') return true;
  const { transposeA, transposeB } = attrs;
  const rows = [sizeOf(a.slice(0, -1)), a.at(-1)!];
  return !transposeB && productPlan(rows, b.slice(-2), transposeA, transposeB) === 'direct';
}

/**
 * What becomes of the sum. A rectifier's gradient asks where its operand is above 0, which is where its result is: so it
 * can ask the result, and the operand is not needed. On wasm the fused rectifier turns NaN into 0: the sum ends there.
 */
function endOf(engine: Engine, uses: Uses, sum: NodeId): End {
  const linear: End = { node: sum, activation: 'linear', redirected: [] };
  const users = uses.of(sum);
  if (users === null || engine.name === 'wasm') return linear;
  const end = users.find((id) => isRectifier(uses, id, sum));
  if (end === undefined) return linear;
  const redirected = users.filter((id) => id !== end);
  return redirected.every((id) => id > end && asksForSign(uses, id, sum))
    ? { node: end, activation: 'relu', redirected }
    : linear;
}

function isRectifier(uses: Uses, id: NodeId, x: NodeId): boolean {
  const { op, inputs } = uses.nodes[id]!;
  return op === 'maximum' && inputs.some((i) => i !== x && scalarOf(uses.nodes[i]!) === 0);
}

function asksForSign(uses: Uses, id: NodeId, x: NodeId): boolean {
  const { op, inputs } = uses.nodes[id]!;
  return op === 'greater' && inputs[0] === x && scalarOf(uses.nodes[inputs[1]!]!) === 0;
}

function dense(
  engine: Engine,
  x: Tensor,
  kernel: Tensor,
  bias: Tensor,
  { attrs: { transposeA, transposeB }, shape }: NodeOf<'matMul'>,
  activation: Activation,
): Tensor {
  return engine.tidy(() => {
    const [left, right] = [matrix(engine, x), matrix(engine, kernel)];
    const turn = transposeA && engine.name === 'wasm';
    const lone = (matrixOf: Tensor): Tensor => engine.share(matrixOf, [1, ...matrixOf.shape]);
    const inputs = { a: lone(turn ? swapped(engine, left) : left), b: lone(right), bias };
    const attrs = { transposeA: transposeA && !turn, transposeB, activation, leakyreluAlpha: 0 };
    return engine.share(engine.run('_FusedMatMul', inputs, attrs), shape);
  });
}
