/**
 * The random primitive as a model-local function of ordinary integer operators: Threefry-2x32 with 20 rounds (Salmon, Moraes,
 * Dror, Shaw: "Parallel random numbers: as easy as 1, 2, 3", 2011). No `Random*` operator: their values differ between
 * runtimes and even between builds of one.
 */
import {
  DataType,
  type AttributeValue,
  type FunctionProto,
  type NodeProto,
  type TensorProto,
} from '../proto/messages.ts';
import { DOMAIN, OPSET } from './opset.ts';

const ROTATIONS = [13, 15, 26, 6, 17, 29, 16, 24] as const;
/** Skein's key-schedule parity. */
const PARITY = 0x1bd11bda;

/**
 * `Uniform(key, offset, row, shape)`: element i is `(bits >>> 9) · 2⁻²³` of the counter `offset · row + i`, where `row` is the
 * number of elements in one row; `key` is `int32[2]`, `offset` an `int32` scalar, `row` and `shape` are `int64`.
 */
export const uniformFunction: FunctionProto = {
  domain: DOMAIN,
  name: 'Uniform',
  docString: 'Numbers in [0, 1) on the grid k * 2^-23, by Threefry-2x32-20 of the key at the counter offset * row + i.',
  inputs: ['key', 'offset', 'row', 'shape'],
  outputs: ['uniform'],
  opsetImports: [{ domain: '', version: OPSET }],
  nodes: body(),
};

function body(): NodeProto[] {
  const nodes: NodeProto[] = [];
  let serial = 0;
  const emit = (
    opType: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, AttributeValue>> = {},
    output = `t${serial++}`,
  ): string => {
    nodes.push({ opType, inputs, outputs: [output], attributes });
    return output;
  };
  const constants = new Map<string, string>();
  const constant = (dataType: DataType, data: TensorProto['data'], dims: readonly number[] = []): string => {
    const key = `${dataType}|${dims.length}|${String(data)}`;
    const known = constants.get(key);
    if (known !== undefined) return known;
    const name = emit('Constant', [], { value: { tensor: { name: '', dataType, dims, data } } });
    constants.set(key, name);
    return name;
  };
  const u32 = (value: number): string => constant(DataType.UINT32, Uint32Array.of(value));
  const i64 = (value: number, dims: readonly number[] = []): string =>
    constant(DataType.INT64, BigInt64Array.of(BigInt(value)), dims);
  const cast = (x: string, to: DataType): string => emit('Cast', [x], { to: { int: to } });
  const shift = (x: string, by: string, direction: 'LEFT' | 'RIGHT'): string =>
    emit('BitShift', [x, by], { direction: { string: direction } });

  // The counters, on 64 bits, as two words.
  const first = emit('Mul', [cast('offset', DataType.INT64), 'row']);
  const count = emit('ReduceProd', ['shape'], { keepdims: { int: 0 } });
  const counter = cast(emit('Add', [first, emit('Range', [i64(0), count, i64(1)])]), DataType.UINT64);
  const high = cast(shift(counter, constant(DataType.UINT64, BigUint64Array.of(32n)), 'RIGHT'), DataType.UINT32);
  const low = cast(counter, DataType.UINT32);

  const words = cast('key', DataType.UINT32);
  const k0 = emit('Gather', [words, i64(0)]);
  const k1 = emit('Gather', [words, i64(1)]);
  const keys = [k0, k1, emit('BitwiseXor', [emit('BitwiseXor', [k0, k1]), u32(PARITY)])];

  let x0 = emit('Add', [high, keys[0]!]);
  let x1 = emit('Add', [low, keys[1]!]);
  for (let round = 0; round < 20; round++) {
    const by = ROTATIONS[round % 8]!;
    x0 = emit('Add', [x0, x1]);
    const rotated = emit('BitwiseOr', [shift(x1, u32(by), 'LEFT'), shift(x1, u32(32 - by), 'RIGHT')]);
    x1 = emit('BitwiseXor', [rotated, x0]);
    if (round % 4 !== 3) continue;
    // After every four rounds the key goes in again, turned by one, with the number of the turn.
    const turn = (round + 1) / 4;
    x0 = emit('Add', [x0, keys[turn % 3]!]);
    x1 = emit('Add', [x1, emit('Add', [keys[(turn + 1) % 3]!, u32(turn)])]);
  }
  const bits = emit('BitwiseXor', [x0, x1]);
  const grid = cast(shift(bits, u32(9), 'RIGHT'), DataType.FLOAT);
  const flat = emit('Mul', [grid, constant(DataType.FLOAT, Float32Array.of(2 ** -23))]);
  emit('Reshape', [flat, 'shape'], {}, 'uniform');
  return nodes;
}
