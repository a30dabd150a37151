/** What compile makes of losses and metrics: for each output what it is trained towards and judged by. */
import type { Shape, TensorType } from '../ir/index.ts';
import type { Loss } from '../losses/index.ts';
import type { Metric } from '../metrics/index.ts';

/** An output that has a loss. */
export interface Target {
  /** Name of the output, `null` for the only one. */
  readonly output: string | null;
  readonly loss: Loss;
  /** Its share in the loss that is trained. */
  readonly weight: number;
  readonly metrics: readonly Metric[];
}

/** Type of the labels that a loss wants for predictions of a shape. */
export function labelType(loss: Loss, output: Shape): TensorType {
  if (loss.labels === 'values') return { dtype: 'f32', shape: output };
  const length = loss.labelLength?.(output);
  return { dtype: 'i32', shape: length === undefined ? output.slice(0, -1) : [output[0]!, length] };
}

/** Shape of the weights of one row in the loss of each output, by its name: `[]` for one a row. Missing where samples are not weighed. */
export type WeightShapes = ReadonlyMap<string | null, Shape>;

/** A metric under the key of its figure: its own name, with the output's before it where there are several. */
export interface NamedMetric {
  readonly name: string;
  readonly metric: Metric;
}

/** The metrics of all outputs, in the order in which their statistics are numbered. */
export function metricsOf(targets: readonly Target[]): NamedMetric[] {
  return targets.flatMap(({ output, metrics }) =>
    metrics.map((metric) => ({ name: figureName(output, metric.name), metric })),
  );
}

/** `headAccuracy` for the accuracy of the output `head`. */
export function figureName(output: string | null, figure: string): string {
  return output === null ? figure : output + figure[0]!.toUpperCase() + figure.slice(1);
}
