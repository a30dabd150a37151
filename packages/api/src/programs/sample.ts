/** A model as it is sampled: with noise, and otherwise as in inference. */
import type { Ref, TensorType } from '../ir/index.ts';
import type { Tensor } from '../tracing/tensor.ts';
import { traceForward, weightsRead, type Traceable } from './forward.ts';
import { outputName, outputRefs } from './predict.ts';
import { programOf, type Program } from './program.ts';

/** The output with the mean, or the variance, of a prediction. */
export function momentName(moment: 'mean' | 'variance', output: string): string {
  return `${moment}:${output}`;
}

/**
 * Mean and variance of each prediction over `samples` thinned networks per row. Row r and sample s draw as row r·samples + s of one
 * big batch, so cutting the rows into parts changes no bit. For models whose every row has draws of its own.
 */
export function momentsProgram(traceable: Traceable, inputs: readonly TensorType[], samples: number): Program {
  const { trace, outputs } = traceForward(traceable, inputs, { mode: 'sample' }, (x) => repeatRows(x, samples));
  const moments: Record<string, Ref> = {};
  for (const { name, value } of outputs) {
    const drawn = value.reshape([value.shape[0]! / samples, samples, ...value.shape.slice(1)]);
    const mean = drawn.mean(1, true);
    const variance = drawn.sub(mean).square().mean(1);
    moments[momentName('mean', outputName(name))] = mean.reshape(variance.shape).ref;
    moments[momentName('variance', outputName(name))] = variance.ref;
  }
  return programOf(trace, { outputs: moments, state: weightsRead(trace) });
}

/** The predictions of one thinned network per row. Sizes may be symbols. */
export function sampleProgram(traceable: Traceable, inputs: readonly TensorType[]): Program {
  const { trace, outputs } = traceForward(traceable, inputs, { mode: 'sample' });
  return programOf(trace, { outputs: outputRefs(outputs), state: weightsRead(trace) });
}

/** Each row `times` over, one after the other. */
function repeatRows(x: Tensor, times: number): Tensor {
  const [rows, ...rest] = x.shape;
  return x
    .reshape([rows!, 1, ...rest])
    .broadcastTo([rows!, times, ...rest])
    .reshape([rows! * times, ...rest]);
}
