/** A fused loop to be written: its group, where its values lie, and the local variables of its function. */
import type { DType, Graph, NodeId } from '@bernoulli/api/ir';
import { i32, i32x4, local, v128, type Instructions } from '../codegen/instructions.ts';
import type { VectorBodies } from '../routines/vector-functions.ts';
import type { Group } from './group.ts';
import { floats } from './lower.ts';

export interface FusedLoop {
  readonly graph: Graph;
  readonly roots: readonly NodeId[];
  readonly group: Group;
  /** Members to be written to memory. */
  readonly results: readonly NodeId[];
  readonly addressOf: (id: NodeId) => number;
  /** Bytes by which a value lies further on in each step of the loop over time around: 0 where it stays. */
  readonly strideOf: (id: NodeId) => number;
  /** Results in which numbers too small to be normal become zero. */
  readonly flushed: ReadonlySet<NodeId>;
  /** What it may hold of them. */
  readonly functions: VectorBodies;
}

/** The rectangle: from one row and column up to another. The columns begin at a multiple of four. */
export const [TOP, BOTTOM, LEFT, RIGHT] = [0, 1, 2, 3];
/** Byte offsets that the loops advance: in the whole array, in the row, and of the row's own element. */
export const [WHOLE, ALONG, DOWN] = [4, 5, 6];
/** Where in the row the fours, and all of it, end. */
export const [FOURS, END] = [7, 8];
export const FIRST_VECTOR = 9;

export interface Vectors {
  readonly of: (id: NodeId) => number;
  readonly count: number;
  /** Index of the local with the byte offset of the row that so many rows share. */
  readonly blockOf: (share: number) => number;
  /** The sizes of blocks that there are. */
  readonly blocks: readonly number[];
  /** Local with the bytes by which what has this stride lies further on. */
  readonly strideOf: (stride: number) => number;
  /** The strides that there are. */
  readonly strides: readonly number[];
  /** Instructions that set the locals of constants. */
  readonly constants: readonly number[];
  /** Locals of all bits but the sign, and of the smallest normal number, for results that are flushed. */
  readonly magnitude: number;
  readonly smallest: number;
  /** Local with a one in each byte, for flags. */
  readonly ones: number;
}

const SMALLEST_NORMAL = 2 ** -126;

/** A local for each operand, member and scalar constant. A member read through a reshape is the member itself. */
export function assignVectors({ graph, roots, group, results, flushed, strideOf: strideIn }: FusedLoop): Vectors {
  const index = new Map<NodeId, number>();
  const take = (id: NodeId): number => {
    if (!index.has(id)) index.set(id, FIRST_VECTOR + index.size);
    return index.get(id)!;
  };
  for (const id of [...group.operands.keys(), ...group.members]) take(id);
  const constants: number[] = [];
  for (const id of group.members)
    for (const input of graph.nodes[id]!.inputs) {
      const root = graph.nodes[roots[input]!]!;
      if (group.operands.has(input) || index.has(roots[input]!) || root.op !== 'constant') continue;
      constants.push(...held(constantOf(root.dtype, root.attrs.value[0]!)), ...local.set(take(roots[input]!)));
    }
  const magnitude = FIRST_VECTOR + index.size;
  const [smallest, ones] = [magnitude + 1, magnitude + 2];
  if (flushed.size > 0)
    constants.push(
      ...[...held(v128.splat(0x7fffffff)), ...local.set(magnitude)],
      ...[...held(floats(SMALLEST_NORMAL)), ...local.set(smallest)],
    );
  if (results.some((id) => graph.nodes[id]!.dtype === 'bool'))
    constants.push(...held(v128.splat(0x01010101)), ...local.set(ones));
  const of = (id: NodeId): number => index.get(group.operands.has(id) ? id : roots[id]!)!;
  const count = index.size + 3;
  const blocks = [...new Set([...group.operands.values()].flatMap((o) => (o.reading === 'block' ? [o.share] : [])))];
  const blockOf = (share: number): number => FIRST_VECTOR + count + blocks.indexOf(share);
  const moved = [...[...group.operands.values()].map((o) => o.node), ...results].map(strideIn);
  const strides = [...new Set(moved)].filter((stride) => stride > 0);
  const strideOf = (stride: number): number => FIRST_VECTOR + count + blocks.length + strides.indexOf(stride);
  return { of, count, blockOf, blocks, strideOf, strides, constants, magnitude, smallest, ones };
}

/**
 * A constant that compilers cannot tell is one, so that it stays in a register, or on the stack: Node 24 makes constants anew at
 * each use, in three instructions. What is put to it is 0, as no row is negative.
 */
export function held(constant: Instructions): Instructions {
  return [...constant, ...local.get(TOP), ...i32.const(31), ...i32.shrU, ...i32x4.splat, ...v128.or];
}

function constantOf(dtype: DType, value: number): number[] {
  if (dtype === 'f32') return floats(value);
  return v128.splat(dtype === 'bool' ? (value ? -1 : 0) : value);
}
