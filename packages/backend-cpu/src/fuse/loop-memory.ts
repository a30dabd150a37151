/** How a fused loop reads its operands and writes its results, four elements at a time or one. */
import type { DType, NodeId } from '@bernoulli/api/ir';
import { f32x4, i32, i32x4, local, narrow, v128 } from '../codegen/instructions.ts';
import { ALONG, DOWN, WHOLE, type FusedLoop, type Vectors } from './fused-loop.ts';
import type { Operand } from './group.ts';

/** Where an operand or a result is read or written. */
type Place = Pick<Operand, 'reading' | 'share'>;

const offsets = { full: local.get(WHOLE), row: local.get(ALONG), column: local.get(DOWN) };

/** Pushes the address of an operand or result less its base: a byte for each `bool`, four for the others. */
function position({ reading, share }: Place, dtype: DType, { blockOf }: Pick<Vectors, 'blockOf'>): number[] {
  if (reading === 'scalar') return i32.const(0);
  const offset = reading === 'block' ? [...local.get(blockOf(share)), ...offsets.row, ...i32.add] : offsets[reading];
  return dtype === 'bool' ? [...offset, ...i32.const(2), ...i32.shrU] : offset;
}

/** Adds what a value that moves from step to step has moved by. */
function further(position: number[], stride: number, { strideOf }: Vectors): number[] {
  return stride === 0 ? position : [...position, ...local.get(strideOf(stride)), ...i32.add];
}

/** Pushes what stands at the loop's place in an operand. */
export function loadOf(loop: FusedLoop, operand: Operand, vectors: Vectors, wide: boolean): number[] {
  const { graph, addressOf, strideOf } = loop;
  const { node } = operand;
  const { dtype } = graph.nodes[node]!;
  const from = addressOf(node);
  const at = further(position(operand, dtype, vectors), strideOf(node), vectors);
  if (dtype !== 'bool') return [...at, ...(wide ? v128.load(from) : v128.load32Splat(from))];
  const flags = wide ? [...v128.load32Zero(from), ...i32x4.fromBytes] : [...i32.load8U(from), ...i32x4.splat];
  // No byte is negative: the test for more than 0 is one instruction, that for another number than 0 three.
  return [...at, ...flags, ...v128.splat(0), ...i32x4.gt];
}

/** Stores the local of a member at the loop's place in a result. */
export function storeOf(loop: FusedLoop, id: NodeId, vectors: Vectors, wide: boolean): number[] {
  const { graph, addressOf, flushed } = loop;
  const { magnitude, smallest, ones } = vectors;
  const from = vectors.of(id);
  const { dtype } = graph.nodes[id]!;
  const to = addressOf(id);
  const at = further(position({ reading: 'full', share: 1 }, dtype, vectors), loop.strideOf(id), vectors);
  if (dtype === 'bool') {
    const halves = [...local.get(from), ...local.get(from), ...narrow.toI16];
    const flags = [...halves, ...local.get(from), ...narrow.toI8, ...local.get(ones), ...v128.and];
    return [...at, ...flags, ...(wide ? v128.store32Lane(to) : v128.store8Lane(to))];
  }
  const tiny = [...local.get(from), ...local.get(magnitude), ...v128.and, ...local.get(smallest), ...f32x4.lt];
  const value = [...local.get(from), ...(flushed.has(id) ? [...tiny, ...v128.andnot] : [])];
  return [...at, ...value, ...(wide ? v128.store(to) : v128.store32Lane(to))];
}
