/** Protocol-buffer wire format, the reading half: a walk over the fields of one message that believes nothing the bytes say. */
import { fail } from '@bernoulli/api/ir';

/** What a whole file may hold. Small messages take more memory as objects than as bytes, so they are counted. */
const MOST_ITEMS = 400_000;
/** Messages inside messages. A graph inside a node is three. */
const MOST_DEPTH = 48;
/** Letters of a name. */
const LONGEST_TEXT = 65_536;

interface Budget {
  items: number;
}

const decoder = new TextDecoder('utf-8', { fatal: true });

/**
 * One message. `fields` steps from field to field; each has to be read, or skipped, before the next.
 *
 * Wire types: 0 varint, 1 eight bytes, 2 length-delimited, 5 four bytes (Protocol Buffers, "Encoding"). Groups, which ONNX never had, are refused.
 */
export class ProtoReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #end: number;
  readonly #budget: Budget;
  readonly #depth: number;
  #at: number;
  #wire = 0;

  constructor(bytes: Uint8Array, at = 0, end = bytes.length, budget: Budget = { items: 0 }, depth = 0) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#at = at;
    this.#end = end;
    this.#budget = budget;
    this.#depth = depth;
  }

  /** The numbers of the fields, one after the other. */
  *fields(): Generator<number> {
    while (this.#at < this.#end) {
      const tag = this.#varint();
      const field = Number(tag >> 3n);
      this.#wire = Number(tag & 7n);
      if (field < 1 || field >= 2 ** 29 || ![0, 1, 2, 5].includes(this.#wire))
        this.#fail('a field must have a number from 1 up and a wire type of 0, 1, 2 or 5', `${field}, ${this.#wire}`);
      yield field;
    }
  }

  /** Goes past a field that is not wanted. */
  skip(): void {
    if (this.#wire === 0) this.#varint();
    else if (this.#wire === 1) this.#take(8);
    else if (this.#wire === 5) this.#take(4);
    else this.#take(this.#length());
  }

  /** A signed integer of 64 bits. */
  bigint(): bigint {
    this.#need(0);
    return BigInt.asIntN(64, this.#varint());
  }

  /** A signed integer that a number holds exactly. */
  int(): number {
    const value = this.bigint();
    if (value > BigInt(Number.MAX_SAFE_INTEGER) || value < -BigInt(Number.MAX_SAFE_INTEGER))
      this.#fail('an integer must be within ±2⁵³', String(value));
    return Number(value);
  }

  float(): number {
    this.#need(5);
    return this.#view.getFloat32(this.#take(4), true);
  }

  /** The bytes of a field, where they lie: nothing is copied. */
  bytes(): Uint8Array {
    this.#need(2);
    const length = this.#length();
    const at = this.#take(length);
    return this.#bytes.subarray(at, at + length);
  }

  string(): string {
    const bytes = this.bytes();
    this.#count();
    if (bytes.length > LONGEST_TEXT) this.#fail(`a text has at most ${LONGEST_TEXT} bytes`, bytes.length);
    try {
      return decoder.decode(bytes);
    } catch {
      return this.#fail('a text must be UTF-8');
    }
  }

  message<M>(read: (reader: ProtoReader) => M): M {
    this.#need(2);
    this.#count();
    if (this.#depth >= MOST_DEPTH) this.#fail(`messages are nested ${MOST_DEPTH} deep at most`);
    const length = this.#length();
    const at = this.#take(length);
    return read(new ProtoReader(this.#bytes, at, at + length, this.#budget, this.#depth + 1));
  }

  /** True for a field that holds bytes, and so, of a list of numbers, all of them. */
  get isPacked(): boolean {
    return this.#wire === 2;
  }

  /** Integers of a repeated field, packed or one at a time. */
  bigints(into: bigint[]): void {
    this.#each(0, () => {
      this.#count();
      into.push(BigInt.asIntN(64, this.#varint()));
    });
  }

  floats(into: number[]): void {
    this.#each(5, () => {
      this.#count();
      into.push(this.#view.getFloat32(this.#take(4), true));
    });
  }

  /** Reads values of a wire type: one, or all that a packed field holds. */
  #each(wire: number, read: () => void): void {
    if (this.#wire !== 2) {
      this.#need(wire);
      return read();
    }
    const length = this.#length();
    if (length > this.#end - this.#at) this.#fail('a length goes past the end', length);
    const end = this.#at + length;
    while (this.#at < end) read();
    if (this.#at !== end) this.#fail('a packed field must end with its last value');
  }

  #count(): void {
    if (++this.#budget.items > MOST_ITEMS) this.#fail(`a file holds at most ${MOST_ITEMS} messages, names and numbers`);
  }

  #need(wire: number): void {
    if (this.#wire !== wire) this.#fail(`a field must have wire type ${wire}`, this.#wire);
  }

  #length(): number {
    const length = this.#varint();
    if (length > BigInt(this.#end - this.#at)) this.#fail('a length goes past the end', String(length));
    return Number(length);
  }

  /** Goes `count` bytes ahead, and gives where they begin. */
  #take(count: number): number {
    if (count > this.#end - this.#at) this.#fail('the message ends too early');
    this.#at += count;
    return this.#at - count;
  }

  #varint(): bigint {
    let [low, high, shift] = [0, 0n, 0];
    for (let i = 0; i < 10; i++) {
      const byte = this.#bytes[this.#take(1)]!;
      // Four bytes fit into a small integer; most numbers end there.
      if (i < 4) low |= (byte & 127) << shift;
      else high |= BigInt(byte & 127) << BigInt(shift);
      shift += 7;
      if (byte < 128) return BigInt.asUintN(64, high | BigInt(low));
    }
    return this.#fail('a number has ten bytes at most');
  }

  #fail(what: string, received?: unknown): never {
    return fail('FORMAT', { who: 'importOnnx', at: `byte ${this.#at}`, what, received, hint: 'Is it an ONNX file?' });
  }
}
