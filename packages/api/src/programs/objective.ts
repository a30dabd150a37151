/** What a training step makes smaller: the losses of `compile`, or an objective of the user's own. */
import { fail, printShape, type TensorType } from '../ir/index.ts';
import { getRegularizer } from '../regularizers/index.ts';
import { labelsName, lossName, sampleWeightName, statisticName } from '../tracing/ports.ts';
import { Tensor } from '../tracing/tensor.ts';
import type { Trace } from '../tracing/trace.ts';
import type { TracedParameter } from '../tracing/traced.ts';
import { dataInput, dataInputs, namedOutputs, type Traceable } from './forward.ts';
import { labelType, type Target, type WeightShapes } from './targets.ts';

/** What was written into a training trace: the number to make smaller, and what else comes out. */
export interface Objective {
  readonly loss: Tensor;
  readonly outputs: Readonly<Record<string, Tensor>>;
}

/** Writes an objective into a trace. */
export type WriteObjective = (trace: Trace) => Objective;

/** Where the code of an objective stands, for the noise and the numbers that it asks for itself. No module's path starts like this. */
const objectivePlace = '#objective';

/** Rows as symbols: what an objective of the user's own is made of. */
export interface StepRows {
  readonly x: readonly Tensor[];
  /** By name; labels that were handed in without one are called `y`. */
  readonly y: Readonly<Record<string, Tensor>>;
  /** Weight of each row, `f32 [batch]`: 1 where none were given. */
  readonly weight: Tensor;
}

/** A scalar to make smaller, alone or as the `loss` of several figures, all scalars. */
export type OwnObjective = (rows: StepRows) => Tensor | Readonly<Record<string, Tensor>>;

/** The losses of all targets, weighed and added up, with penalties; and the statistics of their metrics. */
export function compiledObjective(
  traceable: Traceable,
  inputs: readonly TensorType[],
  targets: readonly Target[],
  weights: WeightShapes,
): WriteObjective {
  return (trace) => {
    const predicted = namedOutputs(traceable.model.apply(...dataInputs(trace, inputs)));
    const outputs: Record<string, Tensor> = {};
    let total: Tensor | undefined;
    let index = 0;
    for (const { output, loss, weight, metrics } of targets) {
      const yPred = predicted.find(({ name }) => name === output)!.value;
      const y = dataInput(trace, labelsName(output), labelType(loss, yPred.shape));
      const own = trace.within('loss', () => loss.call(y, yPred, sampleWeight(trace, output, yPred, weights)));
      if (output !== null) outputs[lossName(output)] = own;
      const share = weight === 1 ? own : own.mul(weight);
      total = total === undefined ? share : total.add(share);
      for (const metric of metrics) {
        const i = index++;
        trace.within(metric.name, () => {
          for (const [name, value] of Object.entries(metric.statistics(y, yPred)))
            outputs[statisticName(i, name)] = value;
        });
      }
    }
    return { loss: total!, outputs };
  };
}

/** Weights of the samples in the loss of an output, where there are any. */
export function sampleWeight(
  trace: Trace,
  output: string | null,
  yPred: Tensor,
  weights: WeightShapes,
): Tensor | undefined {
  const shape = weights.get(output);
  if (shape === undefined) return undefined;
  return dataInput(trace, sampleWeightName(output), { dtype: 'f32', shape: [yPred.shape[0]!, ...shape] });
}

/**
 * The user's objective on rows of these types.
 *
 * @throws BernoulliError `CONFIG`, `SHAPE` or `DTYPE`, with the place, for an objective that is no `f32` scalar.
 */
export function ownObjective(
  at: string,
  write: OwnObjective,
  x: readonly TensorType[],
  y: Readonly<Record<string, TensorType>>,
): WriteObjective {
  return (trace) => {
    const rows: StepRows = {
      x: dataInputs(trace, x),
      y: Object.fromEntries(
        Object.entries(y).map(([name, type]) => [name, dataInput(trace, labelsName(name === 'y' ? null : name), type)]),
      ),
      weight: dataInput(trace, sampleWeightName(null), { dtype: 'f32', shape: x[0]!.shape.slice(0, 1) }),
    };
    const made = trace.within(objectivePlace, () => write(rows));
    const { loss, ...figures } = made instanceof Tensor ? { loss: made } : made;
    return { loss: scalar(at, 'the objective', loss), outputs: mapValues(figures, (v, name) => scalar(at, name, v)) };
  };
}

function scalar(at: string, what: string, value: unknown): Tensor {
  if (!(value instanceof Tensor))
    fail('CONFIG', { who: 'step', at, what: `${what} must be a tensor`, received: typeof value });
  if (value.dtype !== 'f32') fail('DTYPE', { who: 'step', at, what: `${what} must be f32`, received: value.dtype });
  if (value.rank > 0)
    fail('SHAPE', { who: 'step', at, what: `${what} must be a scalar`, received: printShape(value.shape) });
  return value;
}

function mapValues<T, U>(record: Readonly<Record<string, T>>, f: (value: T, name: string) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, f(value, name)]));
}

/** The loss with the penalty of every regularised parameter, and what layers added. Rows are averaged. */
export function withPenalties(loss: Tensor, { parameters, losses }: Trace): Tensor {
  const regularised = addPenalties(loss, parameters.values());
  return losses.reduce((sum, { value }) => sum.add(value.rank === 0 ? value : value.mean()), regularised);
}

/** The loss with the penalty of every regularised parameter. */
export function addPenalties(loss: Tensor, parameters: Iterable<TracedParameter>): Tensor {
  let sum = loss;
  for (const { parameter, value } of parameters) {
    const penalty = getRegularizer(parameter.regularizer)?.penalty(value);
    if (penalty !== undefined) sum = sum.add(penalty);
  }
  return sum;
}
