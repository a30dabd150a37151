/** How good a model is on data it is not trained on. */
import { checkKeys } from '../config/read-config.ts';
import { checkBatchSize, type ArrayInput } from '../data/index.ts';
import type { ModelRuntime, Wanted } from '../runtime/model-runtime.ts';
import { evaluateProgram } from '../programs/infer.ts';
import type { Logs } from '../metrics/logs.ts';
import { MetricSums } from './metric-sums.ts';
import { EventLoopBreak } from '../runtime/event-loop-break.ts';
import { prepare, type Inputs, type Prepared } from './prepare-data.ts';
import { namedInputs } from '../programs/program.ts';
import { fillRows } from './rows.ts';
import { rowsPerRun } from '../runtime/rows-per-run.ts';

export interface EvaluateOptions {
  /** At most so many rows per run; it changes speed and memory, not the figures beyond rounding. Default: as for `predict`. */
  readonly batchSize?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Loss and metrics over all rows, without noise. */
export async function evaluate(
  runtime: ModelRuntime,
  x: Inputs,
  y: ArrayInput,
  options: EvaluateOptions = {},
): Promise<Logs> {
  checkKeys('evaluate', options, ['batchSize', 'signal']);
  return (await evaluatePrepared(runtime, prepare(runtime, 'evaluate', x, y), options)).logs();
}

/** The same for tensors that were checked before. */
export async function evaluatePrepared(
  runtime: ModelRuntime,
  { xs, y, rows }: Prepared,
  { batchSize, signal }: EvaluateOptions = {},
): Promise<MetricSums> {
  const most = batchSize === undefined ? rowsPerRun(runtime, 'infer') : checkBatchSize(batchSize, 'evaluate');
  // All runs of one size, so that one graph does.
  const size = Math.ceil(rows / Math.ceil(rows / most));
  const [loss, metrics] = [runtime.loss('evaluate'), runtime.metrics];
  const sums = new MetricSums(() => metrics);
  const eventLoop = new EventLoopBreak('evaluate', signal);
  const data = Object.entries({ ...namedInputs(xs), y });
  const wanted: Wanted = {
    key: `evaluate|${size}`,
    rows: size,
    program: (shapes) => evaluateProgram(runtime.model, runtime.paths, shapes, loss, metrics),
  };
  for (let start = 0; start < rows; start += size) {
    await eventLoop.take();
    const count = Math.min(size, rows - start);
    await runtime.run(wanted, {
      fill(inputs) {
        for (const [name, tensor] of data) fillRows(tensor, start, start + count, inputs[name]!);
        inputs['rowWeight']!.fill(1, 0, count).fill(0, count);
      },
      read: (outputs) => sums.add(outputs, outputs['lossSum']![0]! / count + outputs['penalty']![0]!, count),
    });
  }
  return sums;
}
