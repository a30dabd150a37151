/** A tensor of a file: what it is, and its numbers once they are asked for. */
import { fail, printShape } from '@bernoulli/api/ir';
import { elementTypes, type ElementType } from './element-type.ts';
import { floatFormats, floatOfBits } from './small-float.ts';

/** The numbers of a tensor, row-major. Floats keep their precision; integers are numbers, or the nearest to one beyond ±2⁵³. */
export type Numbers = Float32Array | Float64Array | Int32Array | Uint8Array;

/** Where a field of a `TensorProto` keeps its numbers: as they lie in memory, or one by one. */
export type Payload =
  | { readonly kind: 'raw'; readonly bytes: Uint8Array }
  | { readonly kind: 'packed'; readonly bytes: Uint8Array; readonly wire: 'float' | 'double' }
  | { readonly kind: 'list'; readonly values: readonly (number | bigint)[] };

export interface StoredTensor {
  readonly name: string;
  readonly type: ElementType;
  readonly shape: readonly number[];
  readonly payload: Payload;
}

/** @throws BernoulliError `FORMAT` for a tensor that holds more or fewer numbers than its shape has places. */
export function requireWhole({ name, type, shape, payload }: StoredTensor): void {
  const size = shape.reduce((product, n) => product * n, 1);
  const { bytes } = elementTypes[type];
  const [have, want] =
    payload.kind === 'packed'
      ? [payload.bytes.length / (payload.wire === 'float' ? 4 : 8), size]
      : payload.kind === 'raw'
        ? [payload.bytes.length, Math.ceil(size * bytes)]
        : [payload.values.length, Math.ceil(size * Math.min(1, bytes))];
  if (have !== want)
    fail('FORMAT', {
      who: 'importOnnx',
      at: name || undefined,
      what: `a tensor of shape ${printShape(shape)} needs ${size} values of type ${type}`,
      received: payload.kind === 'raw' ? `${have} bytes` : have,
    });
}

/** The numbers, in an array of their own. */
export function numbersOf({ type, shape, payload }: StoredTensor): Numbers {
  const size = shape.reduce((product, n) => product * n, 1);
  if (payload.kind === 'list') return fromList(payload.values, type, size);
  return fromBytes(payload.bytes, payload.kind === 'packed' ? payload.wire : type, size);
}

function fromList(values: readonly (number | bigint)[], type: ElementType, size: number): Numbers {
  const { format, bytes } = elementTypes[type];
  if (bytes < 1) return fromBytes(Uint8Array.from(values, Number), type, size);
  if (format !== undefined) {
    const mask = 2 ** (8 * bytes) - 1;
    return Float32Array.from(values, (v) => floatOfBits(Number(v) & mask, format));
  }
  const unsigned = type === 'uint64' || type === 'uint32';
  const numbers = values.map((v) => (typeof v === 'bigint' && unsigned ? Number(BigInt.asUintN(64, v)) : Number(v)));
  if (type === 'float') return Float32Array.from(numbers);
  if (type === 'bool') return Uint8Array.from(numbers, (v) => (v === 0 ? 0 : 1));
  return type === 'int32' ? Int32Array.from(numbers) : Float64Array.from(numbers);
}

function fromBytes(bytes: Uint8Array, type: ElementType, size: number): Numbers {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const fill = <A extends Numbers>(out: A, read: (i: number) => number): A => {
    for (let i = 0; i < size; i++) out[i] = read(i);
    return out;
  };
  switch (type) {
    case 'float':
      return fill(new Float32Array(size), (i) => view.getFloat32(i * 4, true));
    case 'double':
      return fill(new Float64Array(size), (i) => view.getFloat64(i * 8, true));
    case 'float16':
    case 'bfloat16':
      return fill(new Float32Array(size), (i) => floatOfBits(view.getUint16(i * 2, true), floatFormats[type]));
    case 'float8e4m3fn':
    case 'float8e4m3fnuz':
    case 'float8e5m2':
    case 'float8e5m2fnuz':
    case 'float8e8m0':
      return fill(new Float32Array(size), (i) => floatOfBits(bytes[i]!, floatFormats[type]));
    case 'float4e2m1':
      return fill(new Float32Array(size), (i) => floatOfBits(bitsAt(bytes, i, 4), floatFormats[type]));
    case 'int2':
    case 'int4':
    case 'uint2':
    case 'uint4': {
      const { bits = 4, signed = false } = elementTypes[type];
      const turn = signed ? 2 ** (bits - 1) : 0;
      return fill(new Int32Array(size), (i) => (bitsAt(bytes, i, bits) ^ turn) - turn);
    }
    case 'bool':
      return fill(new Uint8Array(size), (i) => (bytes[i] === 0 ? 0 : 1));
    case 'int8':
      return fill(new Int32Array(size), (i) => view.getInt8(i));
    case 'uint8':
      return fill(new Int32Array(size), (i) => bytes[i]!);
    case 'int16':
      return fill(new Int32Array(size), (i) => view.getInt16(i * 2, true));
    case 'uint16':
      return fill(new Int32Array(size), (i) => view.getUint16(i * 2, true));
    case 'int32':
      return fill(new Int32Array(size), (i) => view.getInt32(i * 4, true));
    case 'uint32':
      return fill(new Float64Array(size), (i) => view.getUint32(i * 4, true));
    case 'int64':
      return fill(new Float64Array(size), (i) => Number(view.getBigInt64(i * 8, true)));
    case 'uint64':
      return fill(new Float64Array(size), (i) => Number(view.getBigUint64(i * 8, true)));
  }
}

/** Number `i` of those that share bytes, the first in the lowest bits. */
function bitsAt(bytes: Uint8Array, i: number, bits: number): number {
  const each = 8 / bits;
  return (bytes[Math.floor(i / each)]! >> (bits * (i % each))) & (2 ** bits - 1);
}
