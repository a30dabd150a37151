/** Where the batches of an epoch come from: data in memory, in an order drawn from the seed, or a source of batches. */
import { RowGather, splitRows, type Batch, type BatchSource } from '../data/index.ts';
import { fail, type TensorData, type TypedArray } from '../ir/index.ts';
import { permutation, siteKey } from '../random/index.ts';
import { SHUFFLE } from '../tracing/ports.ts';
import type { StepBatch } from './step.ts';
import { missing, type Prepared } from './prepare-data.ts';

/** Which epoch, and from which of its batches on. */
export interface EpochPosition {
  readonly seed: number | bigint;
  readonly epoch: number;
  /** The epoch at which this `fit`, or the one that it resumes, began. */
  readonly base: number;
  readonly batch: number;
}

export interface Epochs {
  /** Steps per epoch, where it is known. */
  readonly batches: number | undefined;
  epoch(position: EpochPosition): Iterable<StepBatch> | AsyncIterable<StepBatch>;
  /** Ends what is still open. */
  close?(): Promise<void>;
}

export interface BatchOptions {
  readonly batchSize: number;
  readonly shuffle: boolean;
  /** Steps that make an epoch, where it is not one pass over the data. */
  readonly steps?: number | undefined;
}

/**
 * Cuts data in memory into batches; the last one of a pass takes what is left. With `steps` an epoch ends after so many, and the next
 * goes on where it stopped. A batch is good until the next is asked for.
 */
export function epochsOf({ tensors, rows, types, weights }: Prepared, options: BatchOptions): Epochs {
  const { batchSize, shuffle } = options;
  const gathers = new Map(Object.entries(tensors).map(([name, tensor]) => [name, new RowGather(tensor)]));
  const perPass = Math.ceil(rows / batchSize);
  const steps = options.steps ?? perPass;
  return {
    batches: steps,
    *epoch({ seed, epoch, batch: from }) {
      let pass = -1;
      let order: Uint32Array = new Uint32Array();
      let start = 0;
      const batch = {
        rows: 0,
        types,
        weights,
        rowAt: (row: number) => order[start + row]!,
        fill(input: string, out: TypedArray): void {
          (gathers.get(input) ?? missing(tensors, input)).take(order, start, start + batch.rows, out);
        },
      };
      for (let step = epoch * steps + from; step < (epoch + 1) * steps; step++) {
        const current = Math.floor(step / perPass);
        if (current !== pass) {
          order = shuffle ? permutation(siteKey(seed, SHUFFLE, current), rows) : inOrder(rows);
          pass = current;
        }
        start = (step % perPass) * batchSize;
        batch.rows = Math.min(batchSize, rows - start);
        yield batch;
      }
    },
  };
}

function inOrder(rows: number): Uint32Array {
  const order = new Uint32Array(rows);
  for (let i = 0; i < rows; i++) order[i] = i;
  return order;
}

/** Turns a batch of a source into one that a step can take; `at` is what messages call it. */
export type ReadBatch = (batch: Batch, at: string) => StepBatch;

/** Reads a source once per epoch; order and size of the batches are the source's. */
export function epochsFrom(source: BatchSource, read: ReadBatch): Epochs {
  return {
    batches: Array.isArray(source) ? source.length : undefined,
    async *epoch({ batch: from }) {
      let index = 0;
      for await (const batch of source as AsyncIterable<Batch>)
        if (index++ >= from) yield read(batch, `batch ${index - 1}`);
      if (index === 0) ended();
    },
  };
}

/** Reads a source on and on, so many batches for an epoch; one that ends starts anew. */
export function epochsOfSteps(source: BatchSource, steps: number, read: ReadBatch): Epochs {
  let stream: AsyncIterator<Batch> | Iterator<Batch> | undefined;
  const next = async (): Promise<Batch> => {
    const fresh = stream === undefined;
    stream ??= open(source);
    const { done, value } = await stream.next();
    if (!done) return value as Batch;
    if (fresh) ended();
    stream = undefined;
    return next();
  };
  return {
    batches: steps,
    async *epoch({ epoch, base, batch: from }) {
      if (stream === undefined) for (let passed = (epoch - base) * steps + from; passed > 0; passed--) await next();
      for (let index = from; index < steps; index++) yield read(await next(), `batch ${index}`);
    },
    async close() {
      await stream?.return?.();
      stream = undefined;
    },
  };
}

function open(source: BatchSource): AsyncIterator<Batch> | Iterator<Batch> {
  return Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source[Symbol.iterator]();
}

function ended(): never {
  fail('DATA', {
    who: 'fit',
    what: 'the source gave no batch',
    hint: 'Its iterator is asked for again when it has ended, and must start anew: a generator that has run does not',
  });
}

/** Takes a fraction of the rows from the end. */
export function splitOff(data: Prepared, fraction: number): { train: Prepared; validation: Prepared } {
  const parts = Object.entries(data.tensors).map(([name, t]) => ({ name, ...splitRows(t, fraction, 'fit') }));
  const side = (which: 'train' | 'validation'): Prepared => {
    const tensors: Record<string, TensorData> = Object.fromEntries(parts.map((part) => [part.name, part[which]]));
    return { ...data, tensors, rows: parts[0]![which].shape[0]! };
  };
  return { train: side('train'), validation: side('validation') };
}
