/** How many rows to run at a time, where the user does not say. */
import { allocate } from '../ir/index.ts';
import type { Trace } from '../tracing/trace.ts';

/** Bytes that all values of a run should stay below. A backend that uses memory again needs a fraction of it. */
const bound = 32 * 2 ** 20;

/** More rows at once make nothing faster. */
const most = 8192;

/**
 * As many rows as keep the inputs of a run and everything worked out from them within 32 MiB: a power of two from 1 to 8,192.
 *
 * @param bytesPerRow what a run needs for each row
 */
export function rowsPerRun(bytesPerRow: number): number {
  return 2 ** Math.floor(Math.log2(Math.max(1, Math.min(most, bound / bytesPerRow))));
}

/** Bytes of all values of a trace apart from parameters and constants, divided by the rows it was traced for. */
export function bytesPerRow({ b, parameters }: Trace, rows: number): number {
  const fixed: boolean[] = [];
  let bytes = 0;
  for (let id = 0; id < b.size; id++) {
    const { op, attrs, inputs, dtype, shape } = b.at(id);
    fixed[id] =
      op === 'constant' || (op === 'input' ? parameters.has(attrs.name) : inputs.every((input) => fixed[input]));
    if (!fixed[id]) bytes += shape.reduce((size, n) => size * n, allocate(dtype, 0).BYTES_PER_ELEMENT);
  }
  return bytes / rows;
}
