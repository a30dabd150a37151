/** Something else in the place of a weight, such as a normalized kernel. Gradients go through it to the weight, which is what is trained. */
import type { Tensor } from './tensor.ts';
import type { Trace } from './trace.ts';

const substitutes = new WeakMap<Trace, Map<string, Tensor>>();

/**
 * Runs code that uses the weight of a path, with a value in its place: a kernel that is normalized, or weights a little further on. Gradients
 * flow through the value to what it is made of.
 *
 * @param path as in `net/dense/kernel`
 * @param value of the weight's shape, in the same trace
 * @example
 * ```ts
 * import { Dense, substituting, Trace } from '@bernoulli/api';
 * const layer = new Dense({ units: 2, useBias: false });
 * const trace = new Trace(new Map([[layer, 'dense']]), { mode: 'infer' });
 * const x = trace.input('x', { dtype: 'f32', shape: [1, 2] });
 * const kernel = trace.constant(3).broadcastTo([2, 2]);
 * substituting(trace, 'dense/kernel', kernel, () => layer.apply(x)).shape; // => [1, 2]
 * [...trace.parameters.keys()]; // => []
 * ```
 */
export function substituting<T>(trace: Trace, path: string, value: Tensor, body: () => T): T {
  const inPlace = substitutes.get(trace) ?? new Map<string, Tensor>();
  substitutes.set(trace, inPlace);
  const before = inPlace.get(path);
  inPlace.set(path, value);
  try {
    return body();
  } finally {
    if (before === undefined) inPlace.delete(path);
    else inPlace.set(path, before);
  }
}

/** What replaces a weight at the moment. */
export function substituteOf(trace: Trace, path: string): Tensor | undefined {
  return substitutes.get(trace)?.get(path);
}
