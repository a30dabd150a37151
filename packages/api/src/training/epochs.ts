/** Where the batches of an epoch come from: data in memory, in an order drawn from the seed, or a source of batches. */
import { RowGather, splitRows, type ArrayInput, type Batch, type BatchSource } from '../data/index.ts';
import { fail, type TensorData } from '../ir/index.ts';
import { permutation, siteKey } from '../random/index.ts';
import type { ModelRuntime } from '../runtime/model-runtime.ts';
import type { Arrays } from '../runtime/seeded-inputs.ts';
import { prepare, type Inputs, type Prepared } from './prepare-data.ts';
import { namedInputs } from '../programs/program.ts';
import { stepBatch, type StepBatch } from './step.ts';

/** The site of the shuffling: no module's path starts like this. */
const shuffleSite = '#shuffle';

/** Which epoch, and from which of its batches on. */
export interface EpochPosition {
  readonly seed: number | bigint;
  readonly epoch: number;
  readonly from: number;
}

export interface Epochs {
  /** Steps per epoch, where it is known. */
  readonly batches: number | undefined;
  epoch(position: EpochPosition): Iterable<StepBatch> | AsyncIterable<StepBatch>;
}

export interface BatchOptions {
  readonly batchSize: number;
  readonly shuffle: boolean;
}

/** Cuts data in memory into batches; the last one takes what is left. A batch is good until the next is asked for. */
export function epochsOf({ xs, y, rows }: Prepared, { batchSize, shuffle }: BatchOptions): Epochs {
  const gathers = Object.entries({ ...namedInputs(xs), y }).map(([name, t]) => ({ name, gather: new RowGather(t) }));
  return {
    batches: Math.ceil(rows / batchSize),
    *epoch({ seed, epoch, from }) {
      const order = shuffle ? permutation(siteKey(seed, shuffleSite, epoch), rows) : inOrder(rows);
      let start = from * batchSize;
      const batch = {
        rows: 0,
        fill(inputs: Arrays): void {
          for (const { name, gather } of gathers) gather.take(order, start, start + batch.rows, inputs[name]!);
        },
      };
      for (; start < rows; start += batchSize) {
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

/** Reads a source once per epoch; order and size of the batches are the source's. */
export function epochsFrom(runtime: ModelRuntime, source: BatchSource): Epochs {
  return {
    batches: Array.isArray(source) ? source.length : undefined,
    async *epoch({ from }) {
      let index = 0;
      for await (const batch of source as AsyncIterable<Batch>)
        if (index++ >= from) yield readBatch(runtime, batch, index - 1);
      if (index === 0)
        fail('DATA', {
          who: 'fit',
          what: 'the source gave no batch',
          hint: 'Its iterator is asked for once per epoch and must start anew: a generator that has run does not',
        });
    },
  };
}

function readBatch(runtime: ModelRuntime, batch: unknown, index: number): StepBatch {
  if (typeof batch !== 'object' || batch === null || !('x' in batch) || !('y' in batch))
    fail('DATA', { who: 'fit', at: `batch ${index}`, what: 'a batch must be { x, y }' });
  return stepBatch(runtime, prepare(runtime, 'fit', batch.x as Inputs, batch.y as ArrayInput));
}

/** Takes a fraction of the rows from the end. */
export function splitOff({ xs, y }: Prepared, fraction: number): { train: Prepared; validation: Prepared } {
  const parts = [...xs, y].map((t) => splitRows(t, fraction, 'fit'));
  const side = (which: 'train' | 'validation'): Prepared => {
    const tensors: TensorData[] = parts.map((p) => p[which]);
    return { xs: tensors.slice(0, -1), y: tensors.at(-1)!, rows: tensors[0]!.shape[0]! };
  };
  return { train: side('train'), validation: side('validation') };
}
