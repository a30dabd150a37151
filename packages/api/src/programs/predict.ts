/** A model as it predicts: no noise. */
import { BATCH, type Ref, type TensorType } from '../ir/index.ts';
import { nextName } from '../tracing/ports.ts';
import type { Trace } from '../tracing/trace.ts';
import { statesCarried, traceForward, weightsRead, type NamedOutput, type Traceable } from './forward.ts';
import { programOf, type Program } from './program.ts';

/** The name of a prediction: the only one is called `output`. */
export function outputName(name: string | null): string {
  return name ?? 'output';
}

/** One row of an input: its size along some axes may be open. */
export interface RowType {
  readonly dtype: TensorType['dtype'];
  readonly shape: readonly (number | null)[];
  /** What open sizes are called, by axis; those of one name are one size. */
  readonly names?: readonly (string | null)[] | undefined;
}

/** Outputs under their names. Sizes may be symbols. */
export function predictProgram(traceable: Traceable, inputs: readonly TensorType[]): Program {
  const { trace, outputs } = traceForward(traceable, inputs, { mode: 'infer' });
  return programOf(trace, { outputs: outputRefs(outputs), state: statesCarried(trace) });
}

/**
 * The same for any batch size, or for one, with the scalars of a step as constants: what is exported. What layers carry from batch to batch
 * is an input, by its path, and an output `next:<path>`.
 */
export function exportProgram(traceable: Traceable, rows: readonly RowType[], step: number, batch = BATCH): Program {
  const options = { mode: 'infer', scalarsAt: step, statesGiven: true } as const;
  const { trace, outputs } = traceForward(traceable, symbolic(rows, batch), options);
  return programOf(trace, { outputs: { ...outputRefs(outputs), ...nextStates(trace) }, state: weightsRead(trace) });
}

/** What layers carry on, as outputs. */
export function nextStates({ replacements }: Trace): Record<string, Ref> {
  return Object.fromEntries([...replacements].map(([path, next]) => [nextName(path), next.ref]));
}

export function outputRefs(outputs: readonly NamedOutput[]): Record<string, NamedOutput['value']['ref']> {
  return Object.fromEntries(outputs.map(({ name, value }) => [outputName(name), value.ref]));
}

/** Inputs of so many rows; each open axis is a symbol of its own, or that of its name. */
export function symbolic(rows: readonly RowType[], batch: number): TensorType[] {
  return withSymbols(rows, batch).types;
}

/** What the symbols of these rows are called, where they have names. */
export function sizeNames(rows: readonly RowType[]): ReadonlyMap<number, string> {
  return new Map([...withSymbols(rows, BATCH).named].map(([name, symbol]) => [symbol, name]));
}

function withSymbols(rows: readonly RowType[], batch: number): { types: TensorType[]; named: Map<string, number> } {
  let symbol = BATCH;
  const named = new Map<string, number>();
  const symbolOf = (name: string | null): number => {
    const known = name === null ? undefined : named.get(name);
    if (known !== undefined) return known;
    symbol--;
    if (name !== null) named.set(name, symbol);
    return symbol;
  };
  const types = rows.map(({ dtype, shape, names }) => ({
    dtype,
    shape: [batch, ...shape.map((size, i) => size ?? symbolOf(names?.[i] ?? null))],
  }));
  return { types, named };
}
