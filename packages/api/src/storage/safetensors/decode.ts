/** Reads a safetensors file from memory. */
import type { TensorData, TypedArray } from '../../ir/index.ts';
import { reject, stored } from './format.ts';
import { readHeader, type Entry, type SafetensorsLimits } from './header.ts';
import { littleEndian } from './little-endian.ts';

/** What a safetensors file holds. Both records have no prototype, so any name is safe in them. */
export interface Safetensors {
  readonly tensors: Record<string, TensorData>;
  readonly metadata: Record<string, string>;
}

/**
 * Reads named tensors and text from the bytes of a safetensors file. The tensors are copies: they share no memory with `bytes`.
 *
 * A safetensors file carries no code, and this reader trusts nothing in it: the length of the header, its text, each
 * dtype, shape and position, and that the tensors cover the file without overlap or hole, are all checked before a
 * tensor is read. F32, I32 and BOOL are read. NaN and infinities are allowed, as the format has them.
 *
 * @throws BernoulliError `FORMAT`, naming the rule and the tensor.
 * @see https://github.com/huggingface/safetensors#format
 * @example
 * ```ts
 * const bytes = encodeSafetensors({ w: { dtype: 'f32', shape: [2], data: Float32Array.of(1, 2) } });
 * decodeSafetensors(bytes).tensors['w']; // => { dtype: 'f32', shape: [2], data: Float32Array [1, 2] }
 * ```
 */
export function decodeSafetensors(bytes: Uint8Array, limits?: SafetensorsLimits): Safetensors {
  const { entries, metadata, start } = readHeader(bytes, limits);
  const tensors = Object.create(null) as Record<string, TensorData>;
  for (const entry of entries)
    tensors[entry.name] = { dtype: entry.dtype, shape: entry.shape, data: read(bytes, start, entry) };
  return { tensors, metadata };
}

function read(bytes: Uint8Array, start: number, { name, dtype, begin, end }: Entry): TypedArray {
  const own = littleEndian(bytes.subarray(start + begin, start + end), stored[dtype].bytes);
  if (dtype === 'f32') return new Float32Array(own.buffer);
  if (dtype === 'i32') return new Int32Array(own.buffer);
  const wrong = own.findIndex((byte) => byte > 1);
  if (wrong >= 0) reject(`a BOOL must be 0 or 1; element ${wrong} is not`, own[wrong], name);
  return own;
}
