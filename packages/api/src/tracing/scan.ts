/** Loops of a model's code: a body is called once, on symbols, and becomes part of one node. */
import { fail, printShape, sameShape } from '../ir/index.ts';
import { Tensor } from './tensor.ts';
import type { Trace } from './trace.ts';

/** What a body is given, what is carried first and its part of what is read, and what it returns: what is carried next, then its results. */
export type ScanBody = (carried: readonly Tensor[], x: readonly Tensor[]) => readonly Tensor[];

export interface ScanOptions {
  /** Whether the last step comes first. Results of all steps stand at the step that they belong to. Default false. */
  readonly reverse?: boolean;
}

export interface Scanned {
  /** What is carried after the last step. */
  readonly last: readonly Tensor[];
  /** All that the body returned, of all steps, `[steps, …]`. */
  readonly all: readonly Tensor[];
}

export function scan(
  trace: Trace,
  init: readonly Tensor[],
  xs: readonly Tensor[],
  body: ScanBody,
  { reverse = false }: ScanOptions,
): Scanned {
  const { b } = trace;
  requireSteps(trace, xs);
  const withRows = [...init, ...xs].some((x) => trace.hasRows(x));
  const before = effectsOf(trace);
  const sites = new Set(trace.sites.keys());
  const start = b.size;
  let count = 0;
  const tensors = (refs: readonly Tensor['ref'][]): Tensor[] => refs.map((ref) => new Tensor(b, ref));
  const loop = b.scan({
    init: init.map(({ ref }) => ref),
    xs: xs.map(({ ref }) => ref),
    reverse,
    step: (carried, read) => {
      if (withRows) for (const { id } of carried) trace.withRows.add(id);
      const results = body(tensors(carried), tensors(read));
      requireResults(trace, init, results);
      const after = effectsOf(trace);
      if (after.length !== before.length || after.some((effect, i) => effect !== before[i]))
        refuse(trace, 'a step must not add losses or replace weights', 'Return the value, and do so after the loop');
      const varying = new Set([...carried, ...read].map(({ id }) => id));
      for (let id = start; id < b.size; id++) if (b.at(id).inputs.some((input) => varying.has(input))) varying.add(id);
      for (const { path, noise } of trace.sites.values())
        if (!sites.has(path) && varying.has(noise.ref.id))
          refuse(trace, `the noise of ${path} must not depend on what a step reads`, 'It is drawn once, for all steps');
      count = results.length;
      return results.map(({ ref }) => ref);
    },
  });
  return {
    last: init.map((_, i) => new Tensor(b, loop.last(i))),
    all: Array.from({ length: count }, (_, i) => new Tensor(b, loop.all(i))),
  };
}

/** What code so far has done beside writing nodes. */
function effectsOf({ losses, replacements }: Trace): readonly unknown[] {
  return [...losses, ...replacements.values()];
}

function requireSteps(trace: Trace, xs: readonly Tensor[]): void {
  const [steps] = xs[0]?.shape ?? [];
  if (xs.length === 0 || steps === undefined || steps === 0 || xs.some(({ shape }) => shape[0] !== steps))
    fail('SHAPE', {
      who: 'scan',
      at: trace.path || undefined,
      what: 'needs one or more values to read, [steps, …], of one number of steps, 1 or more',
      received: xs.map(({ shape }) => printShape(shape)).join(', ') || 'none',
    });
}

function requireResults(trace: Trace, init: readonly Tensor[], results: readonly Tensor[]): void {
  if (!Array.isArray(results) || results.length < init.length || !results.every((x) => x instanceof Tensor))
    refuse(trace, `a step must return a list of tensors, first the next values of the ${init.length} that it carries`);
  init.forEach(({ dtype, shape }, i) => {
    const next = results[i]!;
    if (next.dtype !== dtype || !sameShape(next.shape, shape))
      fail('SHAPE', {
        who: 'scan',
        at: trace.path || undefined,
        what: `the next value of what is carried, ${i}, must be ${dtype}${printShape(shape)}`,
        received: `${next.dtype}${printShape(next.shape)}`,
      });
  });
}

function refuse(trace: Trace, what: string, hint?: string): never {
  return fail('CONFIG', { who: 'scan', at: trace.path || undefined, what, hint });
}
