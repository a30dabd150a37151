/** Writes a safetensors file to memory. */
import { dtypeOf, fail, printShape, type DType, type TensorData } from '../../ir/index.ts';
import { ALIGNMENT, MAX_HEADER_BYTES, METADATA_KEY, stored } from './format.ts';
import { littleEndian } from './little-endian.ts';

const order = Object.keys(stored) as DType[];
const who = 'encodeSafetensors';

/**
 * Writes named tensors, and text about them, as the bytes of a safetensors file. Equal content gives equal bytes, in
 * whatever order it is handed in: tensors go by dtype (F32, I32, BOOL), then by name in code-point order; metadata goes by key.
 *
 * @throws BernoulliError `FORMAT` for a name or tensor that the format cannot hold.
 * @see https://github.com/huggingface/safetensors#format
 * @example
 * ```ts
 * const bytes = encodeSafetensors({ w: { dtype: 'f32', shape: [2], data: Float32Array.of(1, 2) } }, { step: '3' });
 * decodeSafetensors(bytes).metadata['step']; // => '3'
 * ```
 */
export function encodeSafetensors(
  tensors: Readonly<Record<string, TensorData>>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  const items = Object.entries(tensors).sort(
    ([a, x], [b, y]) => order.indexOf(x.dtype) - order.indexOf(y.dtype) || compareCodePoints(a, b),
  );
  const fields: string[] = [];
  const text = metadataText(metadata);
  if (text !== null) fields.push(`${JSON.stringify(METADATA_KEY)}:${text}`);
  let size = 0;
  for (const [name, tensor] of items) {
    checkTensor(name, tensor);
    const begin = size;
    size += tensor.data.length * stored[tensor.dtype].bytes;
    const entry = { dtype: stored[tensor.dtype].tag, shape: tensor.shape, data_offsets: [begin, size] };
    fields.push(`${JSON.stringify(name)}:${JSON.stringify(entry)}`);
  }

  const header = new TextEncoder().encode(`{${fields.join(',')}}`);
  const length = Math.ceil(header.length / ALIGNMENT) * ALIGNMENT;
  if (length > MAX_HEADER_BYTES)
    fail('FORMAT', {
      who,
      what: `the header must be at most ${MAX_HEADER_BYTES} bytes long`,
      received: `${length} bytes`,
    });
  const out = new Uint8Array(8 + length + size);
  new DataView(out.buffer).setBigUint64(0, BigInt(length), true);
  out.set(header, 8);
  out.fill(0x20, 8 + header.length, 8 + length);
  let position = 8 + length;
  for (const [, { dtype, data }] of items) {
    out.set(littleEndian(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), stored[dtype].bytes), position);
    position += data.byteLength;
  }
  return out;
}

function metadataText(metadata: Readonly<Record<string, string>>): string | null {
  const keys = Object.keys(metadata).sort(compareCodePoints);
  if (keys.length === 0) return null;
  const fields = keys.map((key) => {
    const value: unknown = metadata[key];
    if (typeof value !== 'string')
      fail('FORMAT', { who, at: `metadata ${JSON.stringify(key)}`, what: 'a value must be a string', received: value });
    checkText(key, 'a metadata key');
    checkText(value, `metadata ${JSON.stringify(key)}`);
    return `${JSON.stringify(key)}:${JSON.stringify(value)}`;
  });
  return `{${fields.join(',')}}`;
}

function checkTensor(name: string, { dtype, shape, data }: TensorData): void {
  const at = `tensor ${JSON.stringify(name)}`;
  if (name === METADATA_KEY) fail('FORMAT', { who, at, what: 'the name is reserved for metadata' });
  checkText(name, 'a tensor name');
  if (!Object.hasOwn(stored, dtype) || dtypeOf(data) !== dtype)
    fail('FORMAT', {
      who,
      at,
      what: `data must be the typed array of its dtype, ${dtype}`,
      received: data?.constructor?.name,
    });
  if (!shape.every((n) => Number.isSafeInteger(n) && n >= 0))
    fail('FORMAT', {
      who,
      at,
      what: 'every size of the shape must be a non-negative integer',
      received: printShape(shape),
    });
  const count = shape.reduce((product, n) => product * n, 1);
  if (count !== data.length)
    fail('FORMAT', {
      who,
      at,
      what: `shape ${printShape(shape)} needs ${count} elements`,
      received: `${data.length} elements`,
    });
  const wrong = dtype === 'bool' ? data.findIndex((byte) => byte > 1) : -1;
  if (wrong >= 0)
    fail('FORMAT', { who, at, what: `a bool must be 0 or 1; element ${wrong} is not`, received: data[wrong] });
}

function checkText(text: string, what: string): void {
  if (/\p{Surrogate}/u.test(text))
    fail('FORMAT', {
      who,
      what: `${what} must be text that UTF-8 can hold; it has half a surrogate pair`,
      received: JSON.stringify(text),
    });
}

/** The order of UTF-8 bytes, which is that of code points; `<` on strings is that of UTF-16 units. */
function compareCodePoints(a: string, b: string): number {
  const left = [...a];
  const right = [...b];
  for (let i = 0; i < left.length && i < right.length; i++) {
    const difference = left[i]!.codePointAt(0)! - right[i]!.codePointAt(0)!;
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}
