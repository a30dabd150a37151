/** Data that comes in batches, from an array of them or from any (async) iterable. */
import type { ArrayInput } from './input.ts';

/** One array, or one for each output by its name. */
export type ByOutput<T> = T | Readonly<Record<string, T>>;

/** Tells one array for each output from an array. */
export function isByOutput<T>(value: ByOutput<T>): value is Readonly<Record<string, T>> {
  if (typeof value !== 'object' || value === null) return false;
  return !Array.isArray(value) && !ArrayBuffer.isView(value) && !('data' in value && 'shape' in value);
}

/**
 * One input; or, for a model whose `call` takes several, a list of them in its order, or each by its name: `input0`, `input1`, ….
 */
export type Inputs = ArrayInput | readonly ArrayInput[] | Readonly<Record<string, ArrayInput>>;

/** One batch: examples, what they should give, and how much each counts in the loss. */
export interface Batch {
  readonly x: Inputs;
  readonly y?: ByOutput<ArrayInput>;
  readonly sampleWeight?: ByOutput<ArrayInput>;
}

/**
 * Batches one after the other. It is read once per epoch, so its iterator must start anew each time: an array does, and so does
 * an object with `[Symbol.asyncIterator]`; a generator that has already run does not.
 */
export type BatchSource = AsyncIterable<Batch> | Iterable<Batch>;

/** Tells a source of batches from an array of numbers. */
export function isBatchSource(value: unknown): value is BatchSource {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return false;
  if (Array.isArray(value)) return value.length > 0 && value.every(isBatch);
  return Symbol.asyncIterator in value || Symbol.iterator in value;
}

function isBatch(value: unknown): value is Batch {
  return typeof value === 'object' && value !== null && 'x' in value;
}
