/** Something else in the place of a weight, such as a normalized kernel. What is trained is the weight, by what stands in its place. */
import type { Tensor } from './tensor.ts';
import type { Trace } from './trace.ts';

const substitutes = new WeakMap<Trace, Map<string, Tensor>>();

/** Runs code that uses the weight of a path, with a value in its place. */
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

/** What stands in the place of a weight at the moment. */
export function substituteOf(trace: Trace, path: string): Tensor | undefined {
  return substitutes.get(trace)?.get(path);
}
