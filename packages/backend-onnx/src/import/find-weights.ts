/** Which numbers of a file are weights: those that stand where an operator has weights, and nowhere else. All others stay constants. */
import { elementTypes } from '../proto/element-type.ts';
import type { StoredModel, StoredNode } from '../proto/stored-model.ts';
import type { StoredTensor } from '../proto/stored-tensor.ts';

/** Operands that may be weights, by operator; `all` for those where any may. */
const places: Readonly<Record<string, readonly number[] | 'all'>> = {
  Add: 'all',
  Sub: 'all',
  Mul: 'all',
  Div: 'all',
  MatMul: 'all',
  Einsum: 'all',
  Gemm: [0, 1, 2],
  Conv: [1, 2],
  ConvTranspose: [1, 2],
  BatchNormalization: [1, 2, 3, 4],
  InstanceNormalization: [1, 2],
  GroupNormalization: [1, 2],
  LayerNormalization: [1, 2],
  RMSNormalization: [1],
  RNN: [1, 2, 3],
  GRU: [1, 2, 3],
  LSTM: [1, 2, 3, 7],
  PRelu: [1],
  Gather: [0],
  // What exporters do to a weight before it is used.
  Identity: [0],
  Transpose: [0],
  Reshape: [0],
  Squeeze: [0],
  Unsqueeze: [0],
  Flatten: [0],
  Slice: [0],
  Split: [0],
  Concat: 'all',
  Expand: [0],
  Cast: [0],
};

/** Operands that belong to a layer and that no optimizer moves. */
const still: Readonly<Record<string, readonly number[]>> = { BatchNormalization: [3, 4] };

export interface FoundWeight {
  readonly tensor: StoredTensor;
  /** False for statistics. */
  readonly trainable: boolean;
}

/** The weights of the main graph, in the order of the file. */
export function findWeights({ graph, functions }: StoredModel, given: ReadonlySet<string>): FoundWeight[] {
  const uses = new Map<string, { node: StoredNode; input: number }[]>();
  const visit = (nodes: readonly StoredNode[]): void => {
    for (const node of nodes) {
      node.inputs.forEach((name, input) => uses.set(name, [...(uses.get(name) ?? []), { node, input }]));
      for (const attribute of node.attributes.values()) if (attribute.kind === 'graph') visit(attribute.value.nodes);
    }
  };
  visit(graph.nodes);
  const local = new Set(functions.map(({ name }) => name));
  const asWeight = ({ node, input }: { node: StoredNode; input: number }): boolean => {
    const place =
      node.domain === '' && !local.has(node.opType) && Object.hasOwn(places, node.opType) ? places[node.opType]! : [];
    return place === 'all' || place.includes(input);
  };
  return graph.initializers
    .filter(isWeighty)
    .filter(({ name }) => !given.has(name) && (uses.get(name)?.every(asWeight) ?? false))
    .map((tensor) => ({
      tensor,
      trainable: !uses.get(tensor.name)!.some(({ node, input }) => still[node.opType]?.includes(input) ?? false),
    }));
}

/** Floats with an axis or more: a single number is a setting. */
export function isWeighty({ type, shape }: StoredTensor): boolean {
  return elementTypes[type].dtype === 'f32' && shape.length > 0 && shape.every((n) => n > 0);
}
