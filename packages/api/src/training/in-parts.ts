/** Runs rows in parts and joins what comes out. Rows do not see each other, and what comes of rows that fill a graph is cut off. */
import { sizeOf, type TensorData, type TensorType } from '../ir/index.ts';
import type { Program } from '../programs/program.ts';
import { EventLoopBreak } from '../runtime/event-loop-break.ts';
import type { ModelRuntime } from '../runtime/model-runtime.ts';
import type { DrawPosition } from '../runtime/seeded-inputs.ts';
import { missing, type PreparedInputs } from './prepare-data.ts';
import { fillRows, parts } from './rows.ts';

/** How rows are run in parts. */
export interface Parts {
  readonly who: string;
  /** At most so many rows per run. */
  readonly size: number;
  readonly signal: AbortSignal | undefined;
  /** Tells the structure of the program. */
  readonly kind: string;
  /** Outputs that are joined, one row for each row of the inputs, and the shape of a row. */
  readonly outputs: readonly { readonly name: string; readonly row: readonly number[] }[];
  readonly program: (inputs: readonly TensorType[]) => Program;
  /** Where the noise of a part stands whose first row is `start`. */
  readonly position: (start: number) => DrawPosition;
}

/** The outputs by name, `f32 [rows, …]`. */
export async function inParts(
  runtime: ModelRuntime,
  { tensors, rows, types }: PreparedInputs,
  { who, size, signal, kind, outputs, program, position }: Parts,
): Promise<Record<string, TensorData>> {
  const eventLoop = new EventLoopBreak(who, signal);
  const joined = outputs.map(({ name, row }) => {
    const width = sizeOf(row);
    return { name, row, width, values: new Float32Array(rows * width) };
  });
  for (const { start, count, padded } of parts(rows, size)) {
    await eventLoop.take();
    await runtime.run<void>(runtime.wanted(kind, padded, types, program), {
      position: position(start),
      fill: (input, out) => fillRows(tensors[input] ?? missing(tensors, input), start, start + count, out),
      read(made) {
        for (const { name, width, values } of joined)
          values.set((made[name] as Float32Array).subarray(0, count * width), start * width);
      },
    });
  }
  return Object.fromEntries(
    joined.map(({ name, row, values }) => [name, { dtype: 'f32', shape: [rows, ...row], data: values }]),
  );
}
