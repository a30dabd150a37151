/** Which cell of the data is no finite number: what a step that went wrong is put down to before the learning rate is blamed. */
import { sizeOf, type TypedArray } from '../ir/index.ts';
import type { Program } from '../programs/program.ts';
import { inputNames } from '../tracing/ports.ts';
import { spokenName } from './input-list.ts';

/** Rows that a step was taken on. */
export interface TakenRows {
  readonly rows: number;
  /** One for each input of the model. */
  readonly types: readonly unknown[];
  /** What the batch is called, where rows are counted from its start. */
  readonly at?: string | undefined;
  /** The position of a row of the batch in the data that it was taken from. */
  rowAt?(row: number): number;
  fill(input: string, out: TypedArray): void;
}

/** As in `x[17][2] is NaN`: the first such cell, in the order of the program's inputs. */
export function badCell(batch: TakenRows, { graph, feeds }: Program): string | undefined {
  for (const { name, node } of graph.inputs) {
    const { dtype, shape } = graph.nodes[node]!;
    if (dtype !== 'f32' || feeds.get(name)?.from !== 'data') continue;
    const values = new Float32Array(sizeOf(shape));
    batch.fill(name, values);
    const wrong = values.findIndex((value) => !Number.isFinite(value));
    if (wrong < 0) continue;
    const place: number[] = [];
    for (let axis = shape.length - 1, rest = wrong; axis >= 0; rest = Math.floor(rest / shape[axis--]!))
      place.unshift(rest % shape[axis]!);
    place[0] = batch.rowAt?.(place[0]!) ?? place[0]!;
    const of = batch.at === undefined ? '' : ` of ${batch.at}`;
    return `${spoken(name, batch.types.length)}${place.map((i) => `[${i}]`).join('')}${of} is ${values[wrong]}`;
  }
  return undefined;
}

/** An input of a program as the user calls it: `x`, `x[1]`, `y`, `y.head`. */
function spoken(name: string, inputs: number): string {
  const i = inputNames(inputs).indexOf(name);
  return i < 0 ? name.replace(':', '.') : spokenName(i, inputs);
}
