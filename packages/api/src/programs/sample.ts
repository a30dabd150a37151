/** A model as it is sampled: with noise, and otherwise as in inference. */
import type { NodeId, Ref, TensorType } from '../ir/index.ts';
import { repeatRows } from '../tracing/carried.ts';
import { maskName } from '../tracing/ports.ts';
import { traceForward, weightsRead, type Traceable } from './forward.ts';
import { oncePerRow } from './once-per-row.ts';
import { nextStates, outputName, outputRefs } from './predict.ts';
import { programOf, programOfGraph, type Program } from './program.ts';

/** The output with the mean, or the variance, of a prediction. */
export function momentName(moment: 'mean' | 'variance', output: string): string {
  return `${moment}:${output}`;
}

/** The output with the predictions of all samples of a row, `[rows, samples, …]`. */
export function samplesName(output: string): string {
  return `samples:${output}`;
}

/**
 * Mean and variance of each prediction over `samples` thinned networks per row. Row r and sample s draw as row r·samples + s of one
 * big batch, so cutting the rows into parts changes no bit; what comes before the first draw is worked out once for a row. For models whose every row has draws of its own.
 * `keep`: the predictions themselves are outputs too. `statesGiven`: what layers carry from batch to batch comes in.
 */
export function momentsProgram(
  traceable: Traceable,
  inputs: readonly TensorType[],
  samples: number,
  { keep = false, statesGiven = false }: { readonly keep?: boolean; readonly statesGiven?: boolean } = {},
): Program {
  const repeated = new Set<NodeId>();
  const { trace, outputs } = traceForward(traceable, inputs, { mode: 'sample', samples, statesGiven }, (x) => {
    const rows = repeatRows(x, samples);
    repeated.add(rows.ref.id);
    return rows;
  });
  const moments: Record<string, Ref> = {};
  for (const { name, value } of outputs) {
    const drawn = value.reshape([value.shape[0]! / samples, samples, ...value.shape.slice(1)]);
    const mean = drawn.mean(1, true);
    const variance = drawn.sub(mean).square().mean(1);
    moments[momentName('mean', outputName(name))] = mean.reshape(variance.shape).ref;
    moments[momentName('variance', outputName(name))] = variance.ref;
    if (keep) moments[samplesName(outputName(name))] = drawn.ref;
  }
  const graph = trace.b.build({ outputs: moments, state: weightsRead(trace) });
  return programOfGraph(oncePerRow(graph, repeated, samples), trace.feeds, trace.sites);
}

/**
 * The predictions of one thinned network per row. Sizes may be symbols. `masks`: what each site drew is put out too, as `mask:<path>`.
 * `statesGiven`: what layers carry from batch to batch comes in, and `next:<path>` goes out.
 */
export function sampleProgram(
  traceable: Traceable,
  inputs: readonly TensorType[],
  { masks = false, statesGiven = false }: { readonly masks?: boolean; readonly statesGiven?: boolean } = {},
): Program {
  const { trace, outputs } = traceForward(traceable, inputs, { mode: 'sample', statesGiven });
  const drawn = masks ? [...trace.sites].map(([path, { noise }]) => [maskName(path), noise.ref] as const) : [];
  const ends = { ...outputRefs(outputs), ...(statesGiven && nextStates(trace)), ...Object.fromEntries(drawn) };
  return programOf(trace, { outputs: ends, state: weightsRead(trace) });
}
