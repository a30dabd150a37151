/** Data that comes in batches, from an array of them or from any (async) iterable. */
import { fail, printShape, sameShape, type DType, type Shape, type TensorData } from '../ir/index.ts';
import { kindOf, type ArrayInput } from './input.ts';
import { checkRows } from './rows.ts';
import { toTensor } from './to-tensor.ts';

/** One batch: examples, and what they should give. */
export interface Batch {
  readonly x: ArrayInput;
  readonly y?: ArrayInput;
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

export interface ReadBatchesOptions {
  /** Who speaks in messages, as in `fit`. */
  readonly who: string;
  /** Shape that every row of x must have. Default: that of the first batch. */
  readonly xRow?: Shape;
  /** Shape that every row of y must have. Default: that of the first batch. */
  readonly yRow?: Shape;
  /** Default: f32. */
  readonly xDtype?: DType;
  /** Dtype of y, or how to make the tensor, as `toLabels` does. Default: f32. */
  readonly y?: DType | ((value: ArrayInput, who: string) => TensorData);
  /** True: a batch without y is refused. Default: false. */
  readonly needY?: boolean;
  /** True: NaN and infinities are refused. Default: false. */
  readonly finite?: boolean;
}

/** A batch made ready, with its number of rows. */
export interface ReadyBatch {
  readonly x: TensorData;
  readonly y?: TensorData;
  readonly rows: number;
}

/**
 * Reads a source once, checks each batch, and makes it tensors. The number of rows may change from batch to batch; the shape of a
 * row may not.
 *
 * @throws BernoulliError `DATA` for a batch that is none, or empty, or whose x and y differ in rows, and for a source that gives
 * nothing; `SHAPE` when rows change shape. Each names the batch by its number.
 */
export async function* readBatches(
  source: BatchSource,
  options: ReadBatchesOptions,
): AsyncGenerator<ReadyBatch, void, undefined> {
  const { who, xDtype = 'f32', y: toY = 'f32', needY = false, finite = false } = options;
  let { xRow, yRow } = options;
  let index = 0;
  for await (const batch of source as AsyncIterable<unknown>) {
    const at = `batch ${index++}`;
    if (!isBatch(batch)) fail('DATA', { who, at, what: 'a batch must be an object { x, y }', received: kindOf(batch) });
    const x = toTensor(batch.x, xDtype, `${who} at ${at}`, { finite });
    if (batch.y === undefined) {
      if (needY) fail('DATA', { who, at, what: 'y is missing' });
      xRow = checkRow(x, xRow, who, at, 'x');
      yield { x, rows: checkRows({ x }, `${who} at ${at}`) };
      continue;
    }
    const y =
      typeof toY === 'string'
        ? toTensor(batch.y, toY, `${who} at ${at}`, { name: 'y', finite })
        : toY(batch.y, `${who} at ${at}`);
    const rows = checkRows({ x, y }, `${who} at ${at}`);
    xRow = checkRow(x, xRow, who, at, 'x');
    yRow = checkRow(y, yRow, who, at, 'y');
    yield { x, y, rows };
  }
  if (index === 0)
    fail('DATA', {
      who,
      what: 'the source gave no batch',
      hint: 'A generator can be read only once: hand over an array, or an object whose [Symbol.asyncIterator]() starts anew for each epoch',
    });
}

function checkRow(tensor: TensorData, expected: Shape | undefined, who: string, at: string, name: string): Shape {
  const row = tensor.shape.slice(1);
  if (expected !== undefined && !sameShape(row, expected))
    fail('SHAPE', {
      who,
      at,
      what: `a row of ${name} must have shape ${printShape(expected)}`,
      received: printShape(row),
    });
  return row;
}

/** Throws unless `batchSize` is a positive whole number. */
export function checkBatchSize(batchSize: number, who: string): number {
  if (!Number.isSafeInteger(batchSize) || batchSize < 1)
    fail('CONFIG', { who, what: 'batchSize must be a positive whole number', received: batchSize });
  return batchSize;
}
