/** A model in use: predicting, being judged, sampling, showing its masks, leaving the house. */
import { BATCH, simplify, type Ref, type Shape } from '../ir/index.ts';
import type { Loss } from '../losses/index.ts';
import type { Metric } from '../metrics/index.ts';
import type { Module } from '../tracing/module.ts';
import { Tensor } from '../tracing/tensor.ts';
import type { TracedParameter } from '../tracing/trace.ts';
import { traceModel, type Forward, type Program } from './program.ts';
import { labelType, statisticName, withPenalties } from './train.ts';

type Paths = ReadonlyMap<Module, string>;

/** Output `output`. Shapes may hold the symbol for the batch size. */
export function predictProgram(model: Module, paths: Paths, inputShapes: readonly Shape[]): Program {
  const forward = traceModel(model, paths, inputShapes, { mode: 'infer' });
  return finish(forward, { output: forward.output.ref });
}

/** The same for any batch size: what is exported. */
export function exportProgram(model: Module, paths: Paths, rowShapes: readonly Shape[]): Program {
  return predictProgram(
    model,
    paths,
    rowShapes.map((shape) => [BATCH, ...shape]),
  );
}

/**
 * Output `lossSum` (over the rows with weight 1; the input `rowWeight` is 0 for rows that only fill the batch), `penalty`,
 * and the metrics' statistics.
 */
export function evaluateProgram(
  model: Module,
  paths: Paths,
  inputShapes: readonly Shape[],
  loss: Loss,
  metrics: readonly Metric[],
): Program {
  const forward = traceModel(model, paths, inputShapes, { mode: 'infer' });
  const { trace, output, parameters } = forward;
  const y = trace.input('y', labelType(loss, output.shape));
  const weight = trace.input('rowWeight', { dtype: 'f32', shape: [output.shape[0]!] });
  const each = loss.perSample(y, output);
  const perRow = each.rank > 1 ? each.mean(each.shape.slice(1).map((_, i) => i + 1)) : each;
  const none = new Tensor(trace.b, trace.b.scalar(0));
  const outputs: Record<string, Ref> = {
    lossSum: perRow.mul(weight).sum().ref,
    penalty: withPenalties(none, parameters).ref,
  };
  metrics.forEach((metric, i) => {
    for (const [name, value] of Object.entries(metric.statistics(y, output, weight)))
      outputs[statisticName(i, name)] = value.ref;
  });
  return finish(forward, outputs);
}

/**
 * Outputs `mean` and `variance` of `samples` thinned networks per row. Row r and sample s draw as row r·samples + s of one
 * big batch, so cutting the rows into parts changes no bit.
 */
export function sampleProgram(model: Module, paths: Paths, inputShapes: readonly Shape[], samples: number): Program {
  const forward = traceModel(model, paths, inputShapes, { mode: 'sample' }, (x) => repeatRows(x, samples));
  const { output } = forward;
  const drawn = output.reshape([output.shape[0]! / samples, samples, ...output.shape.slice(1)]);
  const mean = drawn.mean(1, true);
  const variance = drawn.sub(mean).square().mean(1);
  return finish(forward, { mean: mean.reshape(variance.shape).ref, variance: variance.ref });
}

/** What every site draws in a training step: one output per site, under its path. */
export function maskProgram(model: Module, paths: Paths, inputShapes: readonly Shape[]): Program {
  const forward = traceModel(model, paths, inputShapes, { mode: 'train' });
  const noise = [...forward.trace.sites].map(([path, site]) => [path, site.noise.ref] as const);
  return finish({ ...forward, parameters: [] }, Object.fromEntries(noise));
}

function finish({ trace, parameters }: Pick<Forward, 'trace' | 'parameters'>, outputs: Record<string, Ref>): Program {
  const state = parameters.map(({ path, value }: TracedParameter) => ({ name: path, node: value.ref, next: null }));
  return { graph: simplify(trace.b.build({ outputs, state }), { final: true }), sites: trace.sites };
}

/** Each row `times` over, one after the other. */
function repeatRows(x: Tensor, times: number): Tensor {
  const [rows, ...rest] = x.shape;
  return x
    .reshape([rows!, 1, ...rest])
    .broadcastTo([rows!, times, ...rest])
    .reshape([rows! * times, ...rest]);
}
