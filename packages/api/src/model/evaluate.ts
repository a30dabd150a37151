/** How good a model is on data it is not trained on. */
import { checkKeys } from '../config.ts';
import { checkBatchSize, type ArrayInput } from '../data.ts';
import type { Core, Wanted } from './core.ts';
import { evaluateProgram } from './infer-programs.ts';
import { MetricSums, type Logs } from './metric-sums.ts';
import { Pause } from './pause.ts';
import { prepare, type Inputs, type Prepared } from './prepare.ts';
import { namedInputs } from './program.ts';
import { fillRows } from './rows.ts';
import { rowsPerRun } from './rows-per-run.ts';

export interface EvaluateOptions {
  /** At most so many rows per run; it changes speed and memory, not the figures beyond rounding. Default: as for `predict`. */
  readonly batchSize?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Loss and metrics over all rows, without noise. */
export async function evaluate(core: Core, x: Inputs, y: ArrayInput, options: EvaluateOptions = {}): Promise<Logs> {
  checkKeys('evaluate', options, ['batchSize', 'signal']);
  return (await evaluatePrepared(core, prepare(core, 'evaluate', x, y), options)).logs();
}

/** The same for tensors that were checked before. */
export async function evaluatePrepared(
  core: Core,
  { xs, y, rows }: Prepared,
  { batchSize, signal }: EvaluateOptions = {},
): Promise<MetricSums> {
  const most = batchSize === undefined ? rowsPerRun(core, 'infer') : checkBatchSize(batchSize, 'evaluate');
  // All runs of one size, so that one graph does.
  const size = Math.ceil(rows / Math.ceil(rows / most));
  const [loss, metrics] = [core.loss('evaluate'), core.metrics];
  const sums = new MetricSums(() => metrics);
  const pause = new Pause('evaluate', signal);
  const data = Object.entries({ ...namedInputs(xs), y });
  const wanted: Wanted = {
    key: `evaluate|${size}`,
    rows: size,
    program: (shapes) => evaluateProgram(core.model, core.paths, shapes, loss, metrics),
  };
  for (let start = 0; start < rows; start += size) {
    await pause.take();
    const count = Math.min(size, rows - start);
    await core.run(wanted, {
      fill(inputs) {
        for (const [name, tensor] of data) fillRows(tensor, start, start + count, inputs[name]!);
        inputs['rowWeight']!.fill(1, 0, count).fill(0, count);
      },
      read: (outputs) => sums.add(outputs, outputs['lossSum']![0]! / count + outputs['penalty']![0]!, count),
    });
  }
  return sums;
}
