/** A model as it is judged: without noise, by its losses and metrics. */
import type { Ref, TensorType } from '../ir/index.ts';
import { fitWeight } from '../losses/sample-weight.ts';
import { labelsName, lossName, ROW_WEIGHT, statisticName } from '../tracing/ports.ts';
import type { Tensor } from '../tracing/tensor.ts';
import { dataInput, statesCarried, traceForward, type Traceable } from './forward.ts';
import { addPenalties, sampleWeight } from './objective.ts';
import { programOf, type Program } from './program.ts';
import { labelType, type Target, type WeightShapes } from './targets.ts';

/**
 * Outputs: `lossSum`, over the rows that count (the input `rowWeight` is 0 for rows that only fill the batch) and over all targets;
 * `loss:<output>`, the same for each of several; `penalty`; and the metrics' statistics.
 */
export function evaluateProgram(
  traceable: Traceable,
  inputs: readonly TensorType[],
  targets: readonly Target[],
  weights: WeightShapes,
): Program {
  const { trace, outputs: predicted } = traceForward(traceable, inputs, { mode: 'infer' });
  const counts = dataInput(trace, ROW_WEIGHT, { dtype: 'f32', shape: [inputs[0]!.shape[0]!] });
  const outputs: Record<string, Ref> = {};
  let total: Tensor | undefined;
  let index = 0;
  for (const { output, loss, weight: share, metrics } of targets) {
    const yPred = predicted.find(({ name }) => name === output)!.value;
    const y = dataInput(trace, labelsName(output), labelType(loss, yPred.shape));
    const losses = loss.perSample(y, yPred, counts);
    const each = loss.isOfBatch?.(yPred.rank) ? losses.mean() : losses;
    const weight = sampleWeight(trace, output, yPred, weights);
    const weighed = weight === undefined ? each : each.mul(fitWeight(loss.className, weight, each));
    const perRow = weighed.rank > 1 ? weighed.mean(weighed.shape.slice(1).map((_, i) => i + 1)) : weighed;
    const sum = perRow.mul(counts).sum();
    if (output !== null) outputs[lossName(output)] = sum.ref;
    const part = share === 1 ? sum : sum.mul(share);
    total = total === undefined ? part : total.add(part);
    for (const metric of metrics) {
      const i = index++;
      for (const [name, value] of Object.entries(metric.statistics(y, yPred, counts)))
        outputs[statisticName(i, name)] = value.ref;
    }
  }
  let penalty = addPenalties(trace.constant(0), trace.parameters.values());
  for (const { value } of trace.losses)
    if (value.rank === 0) penalty = penalty.add(value);
    else total = total!.add(value.mul(counts).sum());
  const ends = { lossSum: total!.ref, penalty: penalty.ref, ...outputs };
  return programOf(trace, { outputs: ends, state: statesCarried(trace) });
}
