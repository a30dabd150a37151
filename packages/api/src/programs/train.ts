/** A training step as one graph: forward, backward, update, metrics. */
import type { Constraint } from '../constraints/index.ts';
import { gradients, GraphBuilder, simplify, type Graph, type Ref, type Shape, type TensorType } from '../ir/index.ts';
import type { Loss } from '../losses/index.ts';
import type { Metric } from '../metrics/index.ts';
import type { Module, Parameter } from '../tracing/module.ts';
import type { Optimizer } from '../optimizers/index.ts';
import { Tensor } from '../tracing/tensor.ts';
import { traceModel, type Program } from './program.ts';
import { slotName } from './ports.ts';

/** What a step is made of, beside the model. */
export interface StepParts {
  readonly loss: Loss;
  readonly metrics: readonly Metric[];
  readonly optimizer: Optimizer;
}

/** Name of the output that holds a statistic of the i-th metric. */
export function statisticName(metric: number, statistic: string): string {
  return `metric:${metric}:${statistic}`;
}

/** Name of the input that takes one of the optimizer's scalars. */
export function scalarName(scalar: string): string {
  return `scalar:${scalar}`;
}

/** Type of the labels that a loss wants for predictions of a shape. */
export function labelType(loss: Loss, output: Shape): TensorType {
  return loss.labels === 'classes' ? { dtype: 'i32', shape: output.slice(0, -1) } : { dtype: 'f32', shape: output };
}

/**
 * Builds the step. Outputs: `loss` (mean over the batch, penalties included, before the update), `finite`, and the metrics'
 * statistics. State: every parameter under its path, every optimizer slot under `slotName`. The state is replaced only if
 * the loss and every gradient are finite, so that a step that goes wrong leaves the last good state.
 */
export function trainProgram(
  model: Module,
  paths: ReadonlyMap<Module, string>,
  inputShapes: readonly Shape[],
  { loss, metrics, optimizer }: StepParts,
  injected: ReadonlySet<string>,
): Program {
  const { trace, output, parameters } = traceModel(model, paths, inputShapes, { mode: 'train', injected });
  const y = trace.input('y', labelType(loss, output.shape));
  const dataLoss = trace.within('loss', () => loss.call(y, output));
  const outputs: Record<string, Ref> = { loss: withPenalties(dataLoss, parameters).ref };
  metrics.forEach((metric, i) =>
    trace.within(metric.name, () => {
      for (const [name, value] of Object.entries(metric.statistics(y, output)))
        outputs[statisticName(i, name)] = value.ref;
    }),
  );
  const forward = simplify(
    trace.b.build({
      outputs,
      state: parameters.map(({ path, value }) => ({ name: path, node: value.ref, next: null })),
    }),
  );
  const graph = addUpdate(forward, new Map(parameters.map((p) => [p.path, p.parameter])), optimizer);
  return { graph: simplify(graph, { final: true }), sites: trace.sites };
}

/** The loss with the penalty of every regularised parameter added. */
export function withPenalties(
  loss: Tensor,
  parameters: readonly { readonly parameter: Parameter; readonly value: Tensor }[],
): Tensor {
  return parameters.reduce(
    (sum, { parameter, value }) => (parameter.regularizer ? sum.add(parameter.regularizer.penalty(value)) : sum),
    loss,
  );
}

/** Writes gradients and updates behind a forward graph. */
function addUpdate(forward: Graph, parameters: ReadonlyMap<string, Parameter>, optimizer: Optimizer): Graph {
  const b = GraphBuilder.from(forward);
  const tensor = (ref: Ref): Tensor => new Tensor(b, ref);
  const outputs = Object.fromEntries(forward.outputs.map(({ name, node }) => [name, b.ref(node)]));
  const carried = forward.state.map(({ name, node }) => ({
    name,
    value: b.ref(node),
    parameter: parameters.get(name)!,
  }));
  const trained = carried.filter(({ parameter }) => parameter.trainable);

  const raw = gradients(
    b,
    outputs['loss']!,
    trained.map(({ value }) => value),
  );
  const finite = tensor(raw.reduce((sum, g) => b.add(sum, b.reduceSum(g)), outputs['loss']!)).isFinite();
  const clipped = optimizer.clip(raw.map(tensor));
  const scalars = Object.fromEntries(
    Object.keys(optimizer.scalars(0)).map((name) => [name, tensor(b.input(scalarName(name), 'f32', []))]),
  );

  const state: { name: string; node: Ref; next: Ref | null }[] = carried
    .filter(({ parameter }) => !parameter.trainable)
    .map(({ name, value }) => ({ name, node: value, next: null }));
  trained.forEach(({ name, value, parameter }, i) => {
    b.site = name;
    const slots = Object.fromEntries(
      optimizer.slots.map((slot) => [slot, tensor(b.input(slotName(slot, name), 'f32', parameter.shape))]),
    );
    const next = optimizer.update({ parameter: tensor(value), gradient: clipped[i]!, slots, scalars });
    state.push({ name, node: value, next: constrain(next.parameter, parameter.constraint).ref });
    for (const slot of optimizer.slots)
      state.push({ name: slotName(slot, name), node: slots[slot]!.ref, next: next.slots[slot]!.ref });
  });
  return b.build({ outputs: { ...outputs, finite: finite.ref }, state, commit: finite.ref });
}

function constrain(value: Tensor, constraint: Constraint | null | undefined): Tensor {
  return constraint == null ? value : constraint.apply(value);
}
