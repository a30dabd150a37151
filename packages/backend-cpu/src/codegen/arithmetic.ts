/** Small sums in WebAssembly, of which the arguments of a task's calls are made. */
import { i32, select, type Instructions } from './instructions.ts';

/** A number that stands in the code. */
export const number = (value: number): Instructions => i32.const(value);

export const times = (x: Instructions, factor: number): Instructions =>
  factor === 1 ? x : [...x, ...i32.const(factor), ...i32.mul];

export const plus = (x: Instructions, y: number): Instructions => (y === 0 ? x : [...x, ...i32.const(y), ...i32.add]);

export const minus = (x: Instructions, y: Instructions): Instructions => [...x, ...y, ...i32.sub];

/** The smaller of a number and a limit. Pushes `x` twice. */
export const atMost = (x: Instructions, limit: number): Instructions => [
  ...x,
  ...i32.const(limit),
  ...x,
  ...i32.const(limit),
  ...i32.ltU,
  ...select,
];

/** The address `base + x·step`. */
export const address = (base: number, x: Instructions, step: number): Instructions => plus(times(x, step), base);
