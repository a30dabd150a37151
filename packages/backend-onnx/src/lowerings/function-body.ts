/** The nodes of a model-local function while they are being written: integer arithmetic, and the Threefry that our noise is made of. */
import {
  DataType,
  type AttributeValue,
  type GraphProto,
  type NodeProto,
  type TensorProto,
  type ValueInfoProto,
} from '../proto/messages.ts';

/** By how much the four rounds of a turn rotate, turn by turn. */
const ROTATIONS = [
  [13, 15, 26, 6],
  [17, 29, 16, 24],
] as const;
const TURNS = 5;
/** Skein's key-schedule parity. */
const PARITY = 0x1bd11bda;

export class FunctionBody {
  readonly nodes: NodeProto[] = [];
  readonly #constants = new Map<string, string>();
  readonly #prefix: string;
  #serial = 0;

  /** @param prefix of the names of all values */
  constructor(prefix = 't') {
    this.#prefix = prefix;
  }

  /** Appends a node and returns the name of its output. */
  emit(
    opType: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, AttributeValue>> = {},
    output = this.#fresh(),
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
    const names = Array.from({ length: outputs }, () => this.#fresh());
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

  u32s(values: readonly number[]): string {
    return this.constant(DataType.UINT32, Uint32Array.from(values), [values.length]);
  }

  i64s(values: readonly number[]): string {
    return this.constant(DataType.INT64, BigInt64Array.from(values, BigInt), [values.length]);
  }

  i64(value: number): string {
    return this.constant(DataType.INT64, BigInt64Array.of(BigInt(value)));
  }

  #fresh(): string {
    return `${this.#prefix}${this.#serial++}`;
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
   * Threefry-2x32 with 20 rounds (Salmon, Moraes, Dror, Shaw: "Parallel random numbers: as easy as 1, 2, 3", 2011) of two lists of words
   * under a key of two words `[1]`, all `uint32`. The five turns of four rounds are steps of one `Scan`: written out they are a hundred nodes,
   * for which ONNX Runtime takes the longer to load a file the more sites it has, by the square of their number.
   */
  threefry([k0, k1]: readonly [string, string], [c0, c1]: readonly [string, string]): [string, string] {
    const parity = this.emit('BitwiseXor', [this.emit('BitwiseXor', [k0, k1]), this.u32(PARITY)]);
    const keys = this.emit('Concat', [k0, k1, parity], { axis: { int: 0 } });
    // After every turn the key goes in again, turned by one, with the number of the turn.
    const turns = Array.from({ length: TURNS }, (_, i) => i + 1);
    const again = (by: number): string => this.emit('Gather', [keys, this.i64s(turns.map((turn) => (turn + by) % 3))]);
    const numbered = this.emit('Add', [again(1), this.u32s(turns)]);
    const shifts = ROTATIONS[0].flatMap((_, round) => {
      const by = turns.map((turn) => ROTATIONS[(turn - 1) % 2]![round]!);
      return [this.u32s(by), this.u32s(by.map((left) => 32 - left))];
    });
    const read = [again(0), numbered, ...shifts];
    const first = [this.emit('Add', [c0, k0]), this.emit('Add', [c1, k1])];
    const [x0, x1] = this.several('Scan', [...first, ...read], 2, {
      num_scan_inputs: { int: read.length },
      body: { graph: turnOfThreefry(`${this.#fresh()}/`) },
    });
    return [x0!, x1!];
  }
}

/**
 * Four rounds: of the words, of what goes in after them, and of how far each shifts left, and right what falls out there.
 *
 * @param prefix of all names: ONNX's checker wants graphs side by side to have names of their own
 */
function turnOfThreefry(prefix: string): GraphProto {
  const f = new FunctionBody(prefix);
  const words = [`${prefix}x0`, `${prefix}x1`];
  const keys = [`${prefix}k0`, `${prefix}k1`];
  const shifts = ROTATIONS[0].map((_, round) => [`${prefix}left${round}`, `${prefix}right${round}`] as const);
  let [x0, x1] = words as [string, string];
  for (const [left, right] of shifts) {
    x0 = f.emit('Add', [x0, x1]);
    const rotated = f.emit('BitwiseOr', [f.shift(x1, left, 'LEFT'), f.shift(x1, right, 'RIGHT')]);
    x1 = f.emit('BitwiseXor', [rotated, x0]);
  }
  const outputs = [x0, x1].map((x, i) => f.emit('Add', [x, keys[i]!], {}, `${prefix}next${i}`));
  const word = (name: string): ValueInfoProto => ({ name, dataType: DataType.UINT32 });
  return {
    name: 'turn',
    nodes: f.nodes,
    initializers: [],
    inputs: [...words, ...keys, ...shifts.flat()].map(word),
    outputs: outputs.map(word),
  };
}
