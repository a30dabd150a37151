/** Protocol-buffer wire format, the writing half: tagged fields appended in the order of the calls, so equal calls give equal bytes. */

const encoder = new TextEncoder();

/**
 * One message being written. Large payloads and finished sub-messages are kept by reference and copied once, by {@link finish}.
 *
 * Wire types used: 0 varint, 2 length-delimited, 5 four bytes (Protocol Buffers, "Encoding").
 */
export class ProtoWriter {
  readonly #parts: Uint8Array[] = [];
  #pending: number[] = [];
  #size = 0;

  /** A signed integer; negative ones take ten bytes, as two's complement on 64 bits. */
  int(field: number, value: number | bigint): this {
    this.#tag(field, 0);
    this.#varint(BigInt.asUintN(64, BigInt(value)));
    return this;
  }

  float(field: number, value: number): this {
    this.#tag(field, 5);
    const view = new DataView(new ArrayBuffer(4));
    view.setFloat32(0, value, true);
    for (let i = 0; i < 4; i++) this.#byte(view.getUint8(i));
    return this;
  }

  /** A string; an empty or absent one is left out, as the format asks of a default. */
  string(field: number, value: string | undefined): this {
    return value ? this.bytes(field, encoder.encode(value)) : this;
  }

  /** Each string on its own, empty ones too: in a node's list of inputs an empty name stands for one left out. */
  strings(field: number, values: readonly string[]): this {
    for (const value of values) this.bytes(field, encoder.encode(value));
    return this;
  }

  ints(field: number, values: readonly (number | bigint)[]): this {
    for (const value of values) this.int(field, value);
    return this;
  }

  bytes(field: number, value: Uint8Array): this {
    this.#tag(field, 2);
    this.#varint(BigInt(value.length));
    this.#append([value], value.length);
    return this;
  }

  message(field: number, inner: ProtoWriter): this {
    this.#tag(field, 2);
    this.#varint(BigInt(inner.#size));
    inner.#flush();
    this.#append(inner.#parts, inner.#size);
    return this;
  }

  messages<M>(field: number, values: readonly M[] | undefined, encode: (value: M) => ProtoWriter): this {
    for (const value of values ?? []) this.message(field, encode(value));
    return this;
  }

  finish(): Uint8Array {
    this.#flush();
    const out = new Uint8Array(this.#size);
    let at = 0;
    for (const part of this.#parts) {
      out.set(part, at);
      at += part.length;
    }
    return out;
  }

  #append(parts: readonly Uint8Array[], size: number): void {
    this.#flush();
    for (const part of parts) this.#parts.push(part);
    this.#size += size;
  }

  #flush(): void {
    if (this.#pending.length === 0) return;
    this.#parts.push(Uint8Array.from(this.#pending));
    this.#pending = [];
  }

  #tag(field: number, wireType: number): void {
    this.#varint(BigInt(field * 8 + wireType));
  }

  #varint(value: bigint): void {
    let rest = value;
    while (rest > 127n) {
      this.#byte(Number(rest & 127n) | 128);
      rest >>= 7n;
    }
    this.#byte(Number(rest));
  }

  #byte(value: number): void {
    this.#pending.push(value);
    this.#size++;
  }
}
