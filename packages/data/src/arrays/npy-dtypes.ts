/** The element types of NumPy that are read and written, and the typed array that holds each here. */
import type { NumericArray } from '@bernoulli/api';
import { fromHalf, toHalf } from './float16.ts';

/** An element type, by NumPy's name. */
export type NpyDType = keyof typeof npyDTypes;

/** How one element type lies in a file, and becomes numbers. */
interface Kind {
  /** What files call it, after the sign for the order of bytes. */
  readonly code: string;
  readonly bytes: 1 | 2 | 4 | 8;
  /** The values of `bytes` in this machine's order of bytes, a whole buffer of their own; a text says what is wrong. */
  readonly read: (buffer: ArrayBuffer) => NumericArray | string;
  /** The values as they lie in memory; a number is the position of the first that the type does not have. */
  readonly write: (values: ArrayLike<number>) => ArrayBufferView | number;
}

type Typed = new (from: ArrayBuffer) => NumericArray;
type Sized = new (length: number) => NumericArray;

/** A type that one of JavaScript's arrays is made of. `holds` says whether a number is one of its values. */
function as(code: string, Values: Typed & Sized, holds: (value: number) => boolean): Kind {
  const bytes = Number(code[1]) as Kind['bytes'];
  return { code, bytes, read: (buffer) => new Values(buffer), write: filled(Values, holds) };
}

function filled(Values: Sized, holds: (value: number) => boolean): Kind['write'] {
  return (values) => {
    const out = new Values(values.length);
    for (let i = 0; i < values.length; i++) {
      if (!holds(values[i]!)) return i;
      out[i] = values[i]!;
    }
    return out;
  };
}

const any = (): boolean => true;
const signed =
  (bits: number) =>
  (value: number): boolean =>
    Number.isInteger(value) && value >= -(2 ** (bits - 1)) && value < 2 ** (bits - 1);
const unsigned =
  (bits: number) =>
  (value: number): boolean =>
    Number.isInteger(value) && value >= 0 && value < 2 ** bits;

/** Whole numbers of 64 bits are read as the doubles that they are equal to. */
function wide(code: 'i8' | 'u8', Values: typeof BigInt64Array | typeof BigUint64Array): Kind {
  return {
    code,
    bytes: 8,
    read: (buffer) => {
      const wholes = new Values(buffer);
      const out = new Float64Array(wholes.length);
      for (let i = 0; i < out.length; i++) {
        out[i] = Number(wholes[i]);
        if (!Number.isSafeInteger(out[i])) return `element ${i}, ${wholes[i]}, is beyond ±2^53`;
      }
      return out;
    },
    write: (values) => {
      const out = new Values(values.length);
      for (let i = 0; i < values.length; i++) {
        if (!Number.isSafeInteger(values[i]) || (code === 'u8' && values[i]! < 0)) return i;
        out[i] = BigInt(values[i]!);
      }
      return out;
    },
  };
}

export const npyDTypes = {
  bool: {
    ...as('b1', Uint8Array, (value) => value === 0 || value === 1),
    read: (buffer) => {
      const values = new Uint8Array(buffer);
      const wrong = values.findIndex((value) => value > 1);
      return wrong < 0 ? values : `element ${wrong} is the byte ${values[wrong]}, and a bool is 0 or 1`;
    },
  },
  int8: as('i1', Int8Array, signed(8)),
  uint8: as('u1', Uint8Array, unsigned(8)),
  int16: as('i2', Int16Array, signed(16)),
  uint16: as('u2', Uint16Array, unsigned(16)),
  int32: as('i4', Int32Array, signed(32)),
  uint32: as('u4', Uint32Array, unsigned(32)),
  int64: wide('i8', BigInt64Array),
  uint64: wide('u8', BigUint64Array),
  float16: {
    code: 'f2',
    bytes: 2,
    read: (buffer) => Float32Array.from(new Uint16Array(buffer), fromHalf),
    write: (values) => Uint16Array.from(values, toHalf),
  },
  float32: as('f4', Float32Array, any),
  float64: as('f8', Float64Array, any),
} as const satisfies Readonly<Record<string, Kind>>;

const names = Object.keys(npyDTypes) as NpyDType[];

/** The type that a file calls so, and whether its bytes stand the other way round than here. */
export function readDescr(descr: string): { dtype: NpyDType; swapped: boolean } | undefined {
  const [order = '', code] = [descr[0], descr.slice(1)];
  const dtype = names.find((name) => npyDTypes[name].code === code);
  if (dtype === undefined) return undefined;
  if (order === '<' || order === '>') return { dtype, swapped: (order === '<') !== isLittle };
  return order === '|' && npyDTypes[dtype].bytes === 1 ? { dtype, swapped: false } : undefined;
}

/** What a little-endian file calls a type. */
export function descrOf(dtype: NpyDType): string {
  const { code, bytes } = npyDTypes[dtype];
  return `${bytes === 1 ? '|' : '<'}${code}`;
}

export const isLittle = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/** Turns each run of `width` bytes round, in place. */
export function swapBytes(bytes: Uint8Array, width: number): void {
  for (let start = 0; start < bytes.length; start += width)
    for (let i = start, j = start + width - 1; i < j; i++, j--) {
      const byte = bytes[i]!;
      bytes[i] = bytes[j]!;
      bytes[j] = byte;
    }
}
