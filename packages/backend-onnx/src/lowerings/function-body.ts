/** The nodes of a model-local function while they are being written: integer arithmetic, and the Threefry that our noise is made of. */
import { DataType, type AttributeValue, type NodeProto, type TensorProto } from '../proto/messages.ts';

const ROTATIONS = [13, 15, 26, 6, 17, 29, 16, 24] as const;
/** Skein's key-schedule parity. */
const PARITY = 0x1bd11bda;

export class FunctionBody {
  readonly nodes: NodeProto[] = [];
  readonly #constants = new Map<string, string>();
  #serial = 0;

  /** Appends a node and returns the name of its output. */
  emit(
    opType: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, AttributeValue>> = {},
    output = `t${this.#serial++}`,
  ): string {
    this.nodes.push({ opType, inputs, outputs: [output], attributes });
    return output;
  }

  /** Appends a node with several outputs and returns their names. */
  several(
    opType: string,
    inputs: readonly string[],
    outputs: number,
    attributes: Readonly<Record<string, AttributeValue>>,
  ): readonly string[] {
    const names = Array.from({ length: outputs }, () => `t${this.#serial++}`);
    this.nodes.push({ opType, inputs, outputs: names, attributes });
    return names;
  }

  constant(dataType: DataType, data: TensorProto['data'], dims: readonly number[] = []): string {
    const key = `${dataType}|${dims.length}|${String(data)}`;
    const known = this.#constants.get(key);
    if (known !== undefined) return known;
    const name = this.emit('Constant', [], { value: { tensor: { name: '', dataType, dims, data } } });
    this.#constants.set(key, name);
    return name;
  }

  u32(value: number): string {
    return this.constant(DataType.UINT32, Uint32Array.of(value));
  }

  i64(value: number, dims: readonly number[] = []): string {
    return this.constant(DataType.INT64, BigInt64Array.of(BigInt(value)), dims);
  }

  cast(x: string, to: DataType): string {
    return this.emit('Cast', [x], { to: { int: to } });
  }

  shift(x: string, by: string, direction: 'LEFT' | 'RIGHT'): string {
    return this.emit('BitShift', [x, by], { direction: { string: direction } });
  }

  /** The words of an `int64` or `uint64`, the high one first, as `uint32`. */
  words(x: string): [string, string] {
    const wide = this.cast(x, DataType.UINT64);
    const by = this.constant(DataType.UINT64, BigUint64Array.of(32n));
    return [this.cast(this.shift(wide, by, 'RIGHT'), DataType.UINT32), this.cast(wide, DataType.UINT32)];
  }

  /**
   * Threefry-2x32 with 20 rounds (Salmon, Moraes, Dror, Shaw: "Parallel random numbers: as easy as 1, 2, 3", 2011) of two words under a
   * key of two, all `uint32`.
   */
  threefry([k0, k1]: readonly [string, string], [c0, c1]: readonly [string, string]): [string, string] {
    const keys = [k0, k1, this.emit('BitwiseXor', [this.emit('BitwiseXor', [k0, k1]), this.u32(PARITY)])];
    let x0 = this.emit('Add', [c0, k0]);
    let x1 = this.emit('Add', [c1, k1]);
    for (let round = 0; round < 20; round++) {
      const by = ROTATIONS[round % 8]!;
      x0 = this.emit('Add', [x0, x1]);
      const left = this.shift(x1, this.u32(by), 'LEFT');
      const rotated = this.emit('BitwiseOr', [left, this.shift(x1, this.u32(32 - by), 'RIGHT')]);
      x1 = this.emit('BitwiseXor', [rotated, x0]);
      if (round % 4 !== 3) continue;
      // After every four rounds the key goes in again, turned by one, with the number of the turn.
      const turn = (round + 1) / 4;
      x0 = this.emit('Add', [x0, keys[turn % 3]!]);
      x1 = this.emit('Add', [x1, this.emit('Add', [keys[(turn + 1) % 3]!, this.u32(turn)])]);
    }
    return [x0, x1];
  }
}
