/**
 * x with a border of one value, put on axis by axis. TF.js's own kernel is wrong on wasm from rank 7 up, for integers
 * beyond 2²⁴, and for NaN, which it takes for whatever value it has padded with before.
 */
import { sizeOf } from '@bernoulli/api/ir';
import type { KernelOf } from './kernel.ts';
import { join } from './join.ts';

export const pad: KernelOf<'pad'> =
  (engine) =>
  ([x], { attrs: { before, after, value }, type }) => {
    if (sizeOf(x!.shape) === 0) return engine.fill(type.shape, value, type.dtype);
    return engine.tidy(() => {
      let padded = engine.share(x!);
      before.forEach((lead, axis) => {
        const border = (n: number): (typeof padded)[] =>
          n === 0 ? [] : [engine.fill(padded.shape.with(axis, n), value, type.dtype)];
        const parts = [...border(lead), padded, ...border(after[axis]!)];
        if (parts.length > 1) padded = join(engine, parts, axis);
      });
      return padded;
    });
  };
