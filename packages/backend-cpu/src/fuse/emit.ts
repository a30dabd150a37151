/**
 * A fused group as one function over a rectangle of its rows and columns: nested loops, four elements at a time and then one
 * by one.
 */
import type { DType, Graph, NodeId, OpName } from '@bernoulli/api/ir';
import type { VectorFunction } from '../wasm/routines.ts';
import { I32, V128, type Code } from '../wasm/encode.ts';
import type { Group, Operand } from './group.ts';
import { f32x4, i32, i32x4, local, loopWhile, v128, when } from '../wasm/instructions.ts';
import { floats, lowerings, type CallVector, type Pushed } from './lower.ts';

export interface EmitRequest {
  readonly graph: Graph;
  readonly roots: readonly NodeId[];
  readonly group: Group;
  /** Members to be written to memory. */
  readonly results: readonly NodeId[];
  readonly addressOf: (id: NodeId) => number;
  /** Results in which numbers too small to be normal become zero. */
  readonly flushed: ReadonlySet<NodeId>;
  /** Index of an imported vector function. */
  readonly call: (name: VectorFunction) => readonly number[];
}

/** The rectangle: from one row and column up to another. The columns begin at a multiple of four. */
const [TOP, BOTTOM, LEFT, RIGHT] = [0, 1, 2, 3];
/** Byte offsets that the loops advance: in the whole array, in the row, and of the row's own element. */
const [WHOLE, ALONG, DOWN] = [4, 5, 6];
/** Where in the row the fours, and all of it, end. */
const [FOURS, END] = [7, 8];
const FIRST_VECTOR = 9;

const SMALLEST_NORMAL = 2 ** -126;

export function emitGroup(request: EmitRequest): Code {
  const { rows, columns } = request.group.domain;
  const vectors = assignLocals(request);
  const load = (reading: readonly Operand['reading'][], wide: boolean): number[] =>
    [...request.group.operands.values()]
      .filter((o) => reading.includes(o.reading))
      .flatMap((o) => [...loadOf(request, o, wide), ...local.set(vectors.of(o.node))]);

  const step = (wide: boolean): number[] => [
    ...load(['full', 'row'], wide),
    ...request.group.members.flatMap((id) => [...valueOf(request, id, vectors), ...local.set(vectors.of(id))]),
    ...request.results.flatMap((id) => storeOf(request, id, vectors.of(id), wide)),
    ...advance(WHOLE, wide ? 16 : 4),
  ];
  const across = (wide: boolean, end: number): number[] => {
    const more = [...local.get(ALONG), ...local.get(end), ...i32.ltU];
    return [...more, ...when(loopWhile([...step(wide), ...advance(ALONG, wide ? 16 : 4), ...more]))];
  };
  const row = [
    ...load(['column'], false),
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
    ],
    body: [
      ...vectors.constants,
      ...load(['scalar'], false),
      ...[...bytes(local.get(RIGHT)), ...local.set(END)],
      ...[...bytes([...local.get(RIGHT), ...i32.const(-4), ...i32.and]), ...local.set(FOURS)],
      ...[...bytes(local.get(TOP)), ...local.set(DOWN)],
      ...(rows === 1 ? row : [...further, ...when(loopWhile([...row, ...advance(DOWN, 4), ...further]))]),
    ],
  };
}

/** Four times a number of elements. */
function bytes(elements: readonly number[]): number[] {
  return [...elements, ...i32.const(2), ...i32.shl];
}

interface Vectors {
  readonly of: (id: NodeId) => number;
  readonly count: number;
  /** Instructions that set the locals of constants. */
  readonly constants: readonly number[];
}

/** A local for each operand, member and scalar constant. A member read through a reshape is the member itself. */
function assignLocals({ graph, roots, group }: EmitRequest): Vectors {
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
      constants.push(...constantOf(root.dtype, root.attrs.value[0]!), ...local.set(take(roots[input]!)));
    }
  const of = (id: NodeId): number => index.get(group.operands.has(id) ? id : roots[id]!)!;
  return { of, count: index.size, constants };
}

function constantOf(dtype: DType, value: number): number[] {
  if (dtype === 'f32') return floats(value);
  return v128.splat(dtype === 'bool' ? (value ? -1 : 0) : value);
}

function valueOf({ graph, call }: EmitRequest, id: NodeId, vectors: Vectors): readonly number[] {
  const node = graph.nodes[id]!;
  const operands = node.inputs.map((i): Pushed => ({ dtype: graph.nodes[i]!.dtype, push: local.get(vectors.of(i)) }));
  const lower = lowerings[node.op] as
    ((o: readonly Pushed[], attrs: unknown, call: CallVector) => readonly number[]) | undefined;
  return lower!(operands, node.attrs, call);
}

/** Pushes the address of an operand or result less its base: a byte for each `bool`, four for the others. */
function position(reading: Operand['reading'], dtype: DType): number[] {
  if (reading === 'scalar') return i32.const(0);
  const offset = local.get(reading === 'full' ? WHOLE : reading === 'row' ? ALONG : DOWN);
  return dtype === 'bool' ? [...offset, ...i32.const(2), ...i32.shrU] : offset;
}

function loadOf({ graph, addressOf }: EmitRequest, { node, reading }: Operand, wide: boolean): number[] {
  const { dtype } = graph.nodes[node]!;
  const from = addressOf(node);
  const at = position(reading, dtype);
  if (dtype !== 'bool') return [...at, ...(wide ? v128.load(from) : v128.load32Splat(from))];
  const flags = wide ? [...v128.load32Zero(from), ...i32x4.fromBytes] : [...i32.load8U(from), ...i32x4.splat];
  return [...at, ...flags, ...v128.splat(0), ...i32x4.ne];
}

function storeOf({ graph, addressOf, flushed }: EmitRequest, id: NodeId, from: number, wide: boolean): number[] {
  const { dtype } = graph.nodes[id]!;
  const to = addressOf(id);
  const at = position('full', dtype);
  if (dtype === 'bool') {
    const ones = [...local.get(from), ...v128.splat(1), ...v128.and, ...i32x4.toBytes];
    return [...at, ...ones, ...(wide ? v128.store32Lane(to) : v128.store8Lane(to))];
  }
  const tiny = [...local.get(from), ...f32x4.abs, ...floats(SMALLEST_NORMAL), ...f32x4.lt];
  const value = [...local.get(from), ...(flushed.has(id) ? [...tiny, ...v128.andnot] : [])];
  return [...at, ...value, ...(wide ? v128.store(to) : v128.store32Lane(to))];
}

function advance(index: number, by: number): number[] {
  return [...local.get(index), ...i32.const(by), ...i32.add, ...local.set(index)];
}

/** Ops that can be lowered. */
export function isLowered(op: OpName): boolean {
  return lowerings[op] !== undefined;
}
