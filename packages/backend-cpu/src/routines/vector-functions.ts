/**
 * The functions of four floats that a build of the routines exports, read from its bytes so that fused loops hold them in
 * themselves: a call makes all constants of a function anew for every four elements, and puts by what is in registers. They are
 * written without branches, loops and memory: what follows one after the other is all there is to read.
 *
 * Source: the WebAssembly core specification 2.0, binary format.
 */
import { local, type Instructions } from '../codegen/instructions.ts';
import { vectorFunctions, type VectorFunction } from './exports.ts';

/** An instruction as it lies, or what has to be placed anew: a local variable, a constant of 16 bytes, a function that is called. */
type Piece =
  | { readonly kind: 'plain'; readonly bytes: Instructions }
  | { readonly kind: 'constant'; readonly bytes: Instructions }
  | { readonly kind: 'get' | 'set' | 'tee'; readonly index: number }
  | { readonly kind: 'call'; readonly body: Body };

interface Body {
  /** Vectors besides the one that is given. */
  readonly locals: number;
  readonly pieces: readonly Piece[];
}

export type VectorBodies = Readonly<Record<VectorFunction, Body>>;

const [IMPORTS, EXPORTS, CODE] = [2, 7, 10];
const [END, CALL, GET, SET, TEE, I32_CONST, SIMD] = [0x0b, 0x10, 0x20, 0x21, 0x22, 0x41, 0xfd];
const V128_CONST = 12;
/** SIMD instructions behind which something stands, constants aside: accesses to memory, shuffles and lanes. */
const hasMore = (code: number): boolean => code < 14 || (code > 20 && code < 35) || (code >= 84 && code < 94);

class Reader {
  readonly #bytes: Uint8Array;
  at: number;

  constructor(bytes: Uint8Array, at = 0) {
    this.#bytes = bytes;
    this.at = at;
  }

  byte(): number {
    return this.#bytes[this.at++]!;
  }

  /** A number in LEB128; of a signed one only its length is of use. */
  number(): number {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.byte();
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value >>> 0;
    }
  }

  text(): string {
    const length = this.number();
    return new TextDecoder().decode(this.take(length));
  }

  take(length: number): Uint8Array {
    return this.#bytes.subarray(this.at, (this.at += length));
  }

  list<T>(read: () => T): T[] {
    return Array.from({ length: this.number() }, read);
  }
}

/** Reads them out of a module of the routines. */
export function readVectorFunctions(module: Uint8Array): VectorBodies {
  const sections = new Map<number, number>();
  for (const reader = new Reader(module, 8); reader.at < module.length;) {
    const [id, length] = [reader.byte(), reader.number()];
    sections.set(id, reader.at);
    reader.at += length;
  }
  const section = (id: number): Reader => new Reader(module, sections.get(id)!);
  const imports = section(IMPORTS);
  const imported = imports.list(() => isFunctionImport(imports)).filter(Boolean).length;
  const exports = section(EXPORTS);
  const indices = new Map(
    exports.list((): [string, number] => {
      const name = exports.text();
      exports.byte();
      return [name, exports.number()];
    }),
  );
  const code = section(CODE);
  const bodies = code.list(() => {
    const length = code.number();
    const { at } = code;
    code.at += length;
    return at;
  });
  const bodyOf = (index: number): Body => readBody(new Reader(module, bodies[index - imported]!), bodyOf);
  return Object.fromEntries(vectorFunctions.map((name) => [name, bodyOf(indices.get(name)!)])) as VectorBodies;
}

function isFunctionImport(reader: Reader): boolean {
  reader.text();
  reader.text();
  const kind = reader.byte();
  if (kind === 0) reader.number();
  else for (let more = (reader.byte() & 1) + 1; more > 0; more--) reader.number();
  return kind === 0;
}

function readBody(reader: Reader, bodyOf: (index: number) => Body): Body {
  const locals = reader
    .list(() => {
      const count = reader.number();
      reader.byte();
      return count;
    })
    .reduce((sum, count) => sum + count, 0);
  const pieces: Piece[] = [];
  for (;;) {
    const from = reader.at;
    const code = reader.byte();
    if (code === END) return { locals, pieces };
    if (code === GET || code === SET || code === TEE)
      pieces.push({ kind: code === GET ? 'get' : code === SET ? 'set' : 'tee', index: reader.number() });
    else if (code === CALL) pieces.push({ kind: 'call', body: bodyOf(reader.number()) });
    else {
      const simd = code === SIMD ? reader.number() : 0;
      if (simd === V128_CONST) reader.take(16);
      else if (code === I32_CONST) reader.number();
      else if (code !== SIMD || hasMore(simd)) throw new Error(`a vector function holds instruction ${code} ${simd}`);
      const { at } = reader;
      reader.at = from;
      pieces.push({ kind: simd === V128_CONST ? 'constant' : 'plain', bytes: [...reader.take(at - from)] });
    }
  }
}

/** Puts vector functions into the function of a loop. */
export class Inliner {
  readonly #bodies: VectorBodies;
  readonly #first: number;
  readonly #constants = new Map<string, { readonly bytes: Instructions; readonly index: number }>();
  #count = 0;

  /** Local variables from `first` on are free. */
  constructor(bodies: VectorBodies, first: number) {
    this.#bodies = bodies;
    this.#first = first;
  }

  /** Instructions that put the function's value in place of the vector that was pushed. */
  of(name: VectorFunction): Instructions {
    return this.#placed(this.#bodies[name]);
  }

  /** Vectors that were taken. */
  get count(): number {
    return this.#count;
  }

  /** What has to be in which local variable before the first of these instructions. */
  get constants(): readonly { readonly bytes: Instructions; readonly index: number }[] {
    return [...this.#constants.values()];
  }

  #placed({ locals, pieces }: Body): number[] {
    const base = this.#take(1 + locals);
    return [
      ...local.set(base),
      ...pieces.flatMap((piece): Instructions => {
        switch (piece.kind) {
          case 'plain':
            return piece.bytes;
          case 'constant':
            return local.get(this.#constant(piece.bytes));
          case 'call':
            return this.#placed(piece.body);
          default:
            return local[piece.kind](base + piece.index);
        }
      }),
    ];
  }

  #constant(bytes: Instructions): number {
    const key = bytes.join();
    if (!this.#constants.has(key)) this.#constants.set(key, { bytes, index: this.#take(1) });
    return this.#constants.get(key)!.index;
  }

  #take(count: number): number {
    const index = this.#first + this.#count;
    this.#count += count;
    return index;
  }
}
