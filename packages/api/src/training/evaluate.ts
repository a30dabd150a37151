/** How good a model is on data it is not trained on. */
import {
  isBatchSource,
  type ArrayInput,
  type Batch,
  type BatchSource,
  type ByOutput,
  type Inputs,
} from '../data/index.ts';
import { fail, readConfig } from '../ir/index.ts';
import type { Logs } from '../metrics/logs.ts';
import { evaluateProgram } from '../programs/evaluate.ts';
import { EventLoopBreak } from '../runtime/event-loop-break.ts';
import type { ModelRuntime } from '../runtime/model-runtime.ts';
import { rowsPerRun } from '../runtime/rows-per-run.ts';
import { ROW_WEIGHT } from '../tracing/ports.ts';
import { carriedRows } from './carried-rows.ts';
import { batchSize, count, given, signal } from './fields.ts';
import { MetricSums } from './metric-sums.ts';
import { missing, prepare, type Labels, type Prepared } from './prepare-data.ts';
import { readBatch } from './read-batch.ts';
import { fillRows } from './rows.ts';
import { untilAborted } from './until-aborted.ts';

export interface EvaluateOptions {
  /** At most so many rows per run; it changes speed and memory, not the figures beyond rounding. Default: as for `predict`. */
  readonly batchSize?: number | undefined;
  /** Weight of each row in the loss: `[rows]`, or one array for each output. Metrics do not weigh, as in Keras. */
  readonly sampleWeight?: ByOutput<ArrayInput> | undefined;
  /** Batches to read of a source, from 1 up. Default: all. */
  readonly steps?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

const fields = {
  batchSize: batchSize(),
  sampleWeight: given<ByOutput<ArrayInput>>(),
  steps: count(),
  signal: signal(),
};

/** What figures are worked out on: data in memory, or a source of batches. */
export type Judged = Prepared | BatchSource;

/** Loss and metrics over all rows, without noise. */
export async function evaluate(
  runtime: ModelRuntime,
  x: Inputs | BatchSource,
  y: Labels | undefined,
  options: EvaluateOptions = {},
): Promise<Logs> {
  const { sampleWeight, ...settings } = readConfig('evaluate', options, fields);
  if (y !== undefined || !isBatchSource(x)) {
    const data = prepare(runtime, 'evaluate', { x: x as Inputs, y, sampleWeight });
    return (await judge(runtime, data, settings)).logs();
  }
  if (sampleWeight !== undefined)
    fail('CONFIG', { who: 'evaluate', what: 'sampleWeight needs data in memory; a source gives each batch its own' });
  return (await judge(runtime, x, settings)).logs();
}

/** The same for tensors that were checked before, or for a source. */
export async function judge(
  runtime: ModelRuntime,
  data: Judged,
  { batchSize: atMost, steps, signal: stop }: Omit<EvaluateOptions, 'sampleWeight'> = {},
): Promise<MetricSums> {
  const sums = new MetricSums(() => runtime.targets('evaluate'));
  const eventLoop = new EventLoopBreak('evaluate', stop);
  if (!isBatchSource(data)) {
    await addRows(runtime, data, atMost, sums, eventLoop);
    return sums;
  }
  let index = 0;
  for await (const batch of untilAborted(data, 'evaluate', stop) as AsyncIterable<Batch>) {
    const rows = readBatch(runtime, 'evaluate', batch, `batch ${index}`);
    // What is carried goes from batch to batch, and not from one part of it to the next.
    const size = runtime.built('evaluate').carried.length > 0 ? rows.rows : atMost;
    await addRows(runtime, rows, size, sums, eventLoop);
    if (++index === steps) break;
  }
  if (index === 0) fail('DATA', { who: 'evaluate', what: 'the source gave no batch' });
  return sums;
}

/** Adds the figures of rows in memory. */
async function addRows(
  runtime: ModelRuntime,
  { tensors, rows, types, weights }: Prepared,
  atMost: number | undefined,
  sums: MetricSums,
  eventLoop: EventLoopBreak,
): Promise<void> {
  const most =
    carriedRows(runtime, 'evaluate', rows, atMost) ?? atMost ?? rowsPerRun(runtime.bytesPerRow('infer', types));
  // All runs of one size, so that one graph does.
  const size = Math.ceil(rows / Math.ceil(rows / most));
  const targets = runtime.targets('evaluate');
  const wanted = runtime.wanted(`evaluate|${JSON.stringify([...weights])}`, size, types, (inputs) =>
    evaluateProgram(runtime, inputs, targets, weights),
  );
  const position = { step: 0, scalarStep: runtime.progress.step, rowOffset: 0 };
  for (let start = 0; start < rows; start += size) {
    await eventLoop.take();
    const count = Math.min(size, rows - start);
    await runtime.run<void>(wanted, {
      position,
      fill(input, out) {
        if (input === ROW_WEIGHT) out.fill(1, 0, count).fill(0, count);
        else fillRows(tensors[input] ?? missing(tensors, input), start, start + count, out);
      },
      read: (outputs) => sums.add(outputs, outputs['lossSum']![0]! / count + outputs['penalty']![0]!, count, count),
    });
  }
}
