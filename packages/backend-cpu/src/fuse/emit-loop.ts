/**
 * A fused group as one function over a rectangle of its rows and columns: nested loops, four elements at a time and then one
 * by one.
 */
import type { NodeId } from '@bernoulli/api/ir';
import { times } from '../codegen/arithmetic.ts';
import { i32, local, loopWhile, step, when } from '../codegen/instructions.ts';
import { I32, V128, type Code } from '../codegen/module.ts';
import {
  ALONG,
  assignVectors,
  BOTTOM,
  DOWN,
  END,
  FIRST_VECTOR,
  FOURS,
  held,
  LEFT,
  RIGHT,
  TOP,
  WHOLE,
  type FusedLoop,
  type Vectors,
} from './fused-loop.ts';
import type { Operand } from './group.ts';
import { Inliner } from '../routines/vector-functions.ts';
import { loadOf, storeOf } from './loop-memory.ts';
import { lowerings, type CallVector, type Pushed } from './lower.ts';

export function emitLoop(loop: FusedLoop): Code {
  const { rows, columns } = loop.group.domain;
  const vectors = assignVectors(loop);
  const free = FIRST_VECTOR + vectors.count + vectors.blocks.length + vectors.strides.length;
  const inliner = new Inliner(loop.functions, free);
  const load = (reading: readonly Operand['reading'][], wide: boolean): number[] =>
    [...loop.group.operands.values()]
      .filter((o) => reading.includes(o.reading))
      .flatMap((o) => [...loadOf(loop, o, vectors, wide), ...local.set(vectors.of(o.node))]);

  const round = (wide: boolean): number[] => [
    ...load(['full', 'row', 'block'], wide),
    ...loop.group.members.flatMap((id) => [...valueOf(loop, id, vectors, inliner), ...local.set(vectors.of(id))]),
    ...loop.results.flatMap((id) => storeOf(loop, id, vectors, wide)),
    ...advance(WHOLE, wide ? 16 : 4),
  ];
  const across = (wide: boolean, end: number): number[] => {
    const more = [...local.get(ALONG), ...local.get(end), ...i32.ltU];
    return [...more, ...when(loopWhile([...round(wide), ...advance(ALONG, wide ? 16 : 4), ...more]))];
  };
  const row = [
    ...load(['column'], false),
    ...vectors.blocks.flatMap((share) => [...rowOfBlock(share, columns), ...local.set(vectors.blockOf(share))]),
    ...[...bytes(local.get(LEFT)), ...local.tee(ALONG)],
    ...[...local.get(DOWN), ...i32.const(columns), ...i32.mul, ...i32.add, ...local.set(WHOLE)],
    ...across(true, FOURS),
    ...(columns % 4 > 0 ? across(false, END) : []),
  ];
  const further = [...local.get(DOWN), ...bytes(local.get(BOTTOM)), ...i32.ltU];
  return {
    name: null,
    parameters: [I32, I32, I32, I32],
    locals: [
      { count: FIRST_VECTOR - 4, type: I32 },
      { count: vectors.count, type: V128 },
      { count: vectors.blocks.length + vectors.strides.length, type: I32 },
      { count: inliner.count, type: V128 },
    ],
    body: [
      ...vectors.constants,
      ...inliner.constants.flatMap(({ bytes, index }) => [...held(bytes), ...local.set(index)]),
      ...vectors.strides.flatMap((stride) => [...times(step.get, stride), ...local.set(vectors.strideOf(stride))]),
      ...load(['scalar'], false),
      ...[...bytes(local.get(RIGHT)), ...local.set(END)],
      ...[...bytes([...local.get(RIGHT), ...i32.const(-4), ...i32.and]), ...local.set(FOURS)],
      ...[...bytes(local.get(TOP)), ...local.set(DOWN)],
      ...(rows === 1 ? row : [...further, ...when(loopWhile([...row, ...advance(DOWN, 4), ...further]))]),
    ],
  };
}

function valueOf({ graph }: FusedLoop, id: NodeId, vectors: Vectors, inliner: Inliner): readonly number[] {
  const node = graph.nodes[id]!;
  const operands = node.inputs.map((i): Pushed => ({ dtype: graph.nodes[i]!.dtype, push: local.get(vectors.of(i)) }));
  const lower = lowerings[node.op] as
    ((o: readonly Pushed[], attrs: unknown, call: CallVector) => readonly number[]) | undefined;
  return lower!(operands, node.attrs, (name) => inliner.of(name));
}

/** Pushes the byte offset of the row that the loop's row shares with so many others. */
function rowOfBlock(share: number, columns: number): number[] {
  const block = [...local.get(DOWN), ...i32.const(4 * share), ...i32.divU];
  return [...block, ...i32.const(4 * columns), ...i32.mul];
}

/** Four times a number of elements. */
function bytes(elements: readonly number[]): number[] {
  return [...elements, ...i32.const(2), ...i32.shl];
}

function advance(index: number, by: number): number[] {
  return [...local.get(index), ...i32.const(by), ...i32.add, ...local.set(index)];
}
