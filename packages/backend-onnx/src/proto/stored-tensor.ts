/** A tensor of a file: what it is, and its numbers once they are asked for. */
import { fail, printShape } from '@bernoulli/api/ir';
import { elementTypes, type ElementType } from './element-type.ts';

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
  const have =
    payload.kind === 'list'
      ? payload.values.length
      : payload.bytes.length / (payload.kind === 'raw' ? bytes : payload.wire === 'float' ? 4 : 8);
  if (have !== size)
    fail('FORMAT', {
      who: 'importOnnx',
      at: name || undefined,
      what: `a tensor of shape ${printShape(shape)} needs ${size} values`,
      received: have,
    });
}

/** The numbers, in an array of their own. */
export function numbersOf({ type, shape, payload }: StoredTensor): Numbers {
  const size = shape.reduce((product, n) => product * n, 1);
  if (payload.kind === 'list') return fromList(payload.values, type);
  return fromBytes(payload.bytes, payload.kind === 'packed' ? payload.wire : type, size);
}

function fromList(values: readonly (number | bigint)[], type: ElementType): Numbers {
  if (type === 'float16') return Float32Array.from(values, (v) => halfToNumber(Number(v) & 0xffff));
  if (type === 'bfloat16') return Float32Array.from(values, (v) => brainToNumber(Number(v) & 0xffff));
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
      return fill(new Float32Array(size), (i) => halfToNumber(view.getUint16(i * 2, true)));
    case 'bfloat16':
      return fill(new Float32Array(size), (i) => brainToNumber(view.getUint16(i * 2, true)));
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

/** IEEE 754 binary16. */
function halfToNumber(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const [exponent, fraction] = [(half >> 10) & 31, half & 1023];
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15));
}

const word = new DataView(new ArrayBuffer(4));

/** The upper half of a binary32. */
function brainToNumber(brain: number): number {
  word.setUint32(0, brain * 65536);
  return word.getFloat32(0);
}
