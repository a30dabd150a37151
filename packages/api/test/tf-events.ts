/** Reads event files of TensorBoard, from the descriptions of their formats and with nothing of ours. */

export interface ReadEvent {
  readonly wallTime: number;
  readonly step: number;
  readonly fileVersion?: string;
  /** 1: a training starts. */
  readonly session?: number;
  readonly scalars: Readonly<Record<string, number>>;
  readonly histograms: Readonly<Record<string, Readonly<Record<string, number | readonly number[]>>>>;
}

/** @throws Error for a record that is cut off, or whose check sums are wrong. */
export function readEvents(file: Uint8Array): ReadEvent[] {
  const events: ReadEvent[] = [];
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  for (let at = 0; at < file.length;) {
    const length = Number(view.getBigUint64(at, true));
    if (at + length + 16 > file.length) throw new Error('a record is cut off');
    const data = file.subarray(at + 12, at + 12 + length);
    check(file.subarray(at, at + 8), view.getUint32(at + 8, true));
    check(data, view.getUint32(at + 12 + length, true));
    events.push(readEvent(data));
    at += length + 16;
  }
  return events;
}

/** CRC-32C bit by bit, as a division of polynomials over two elements, then its mask. */
function check(bytes: Uint8Array, expected: number): void {
  let rest = 0xffffffffn;
  for (const byte of bytes)
    for (let bit = 0; bit < 8; bit++) {
      const carry = (rest ^ (BigInt(byte) >> BigInt(bit))) & 1n;
      rest = (rest >> 1n) ^ (carry === 1n ? 0x82f63b78n : 0n);
    }
  const sum = rest ^ 0xffffffffn;
  const masked = ((((sum >> 15n) | (sum << 17n)) & 0xffffffffn) + 0xa282ead8n) & 0xffffffffn;
  if (Number(masked) !== expected) throw new Error('a check sum is wrong');
}

type Value = number | Uint8Array;

/** The fields of a message in their order: whole numbers and reals as numbers, all else as bytes. */
function fieldsOf(bytes: Uint8Array): [field: number, value: Value][] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const found: [number, Value][] = [];
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++]!;
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) return value;
    }
  };
  while (at < bytes.length) {
    const tag = varint();
    const [field, type] = [Math.floor(tag / 8), tag % 8];
    if (type === 0) found.push([field, varint()]);
    else if (type === 1) found.push([field, view.getFloat64((at += 8) - 8, true)]);
    else if (type === 5) found.push([field, view.getFloat32((at += 4) - 4, true)]);
    else if (type === 2) {
      const length = varint();
      found.push([field, bytes.subarray(at, (at += length))]);
    } else throw new Error(`there is no wire type ${type}`);
  }
  if (at !== bytes.length) throw new Error('a field is cut off');
  return found;
}

const message = (bytes: Uint8Array): ReadonlyMap<number, Value> => new Map(fieldsOf(bytes));
const textOf = (value: Value | undefined): string => new TextDecoder().decode(value as Uint8Array);

function doublesOf(value: Value | undefined): number[] {
  const bytes = value as Uint8Array;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: bytes.length / 8 }, (_, i) => view.getFloat64(i * 8, true));
}

function readEvent(bytes: Uint8Array): ReadEvent {
  const event = message(bytes);
  const scalars: Record<string, number> = {};
  const histograms: Record<string, Record<string, number | number[]>> = {};
  for (const [field, value] of event.has(5) ? fieldsOf(event.get(5) as Uint8Array) : []) {
    if (field !== 1) throw new Error(`a summary has no field ${field}`);
    const shown = message(value as Uint8Array);
    const tag = textOf(shown.get(1));
    if (shown.has(2)) scalars[tag] = shown.get(2) as number;
    else {
      const histogram = message(shown.get(5) as Uint8Array);
      const [min, max, num, sum, sumSquares] = [1, 2, 3, 4, 5].map((field) => histogram.get(field) as number);
      histograms[tag] = { min: min!, max: max!, num: num!, sum: sum!, sumSquares: sumSquares!, limits: doublesOf(histogram.get(6)), counts: doublesOf(histogram.get(7)) }; // prettier-ignore
    }
  }
  return {
    wallTime: event.get(1) as number,
    step: event.get(2) as number,
    ...(event.has(3) ? { fileVersion: textOf(event.get(3)) } : {}),
    ...(event.has(7) ? { session: message(event.get(7) as Uint8Array).get(1) as number } : {}),
    scalars,
    histograms,
  };
}
