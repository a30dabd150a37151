/** A loop over time: one node of the graph, or one step after the other where each does more than compute. */
import { fail, printShape, stepOf } from '../../ir/index.ts';
import { concat, Tensor } from '../../tracing/tensor.ts';
import { Trace } from '../../tracing/trace.ts';
import type { Stepped } from './law.ts';

export interface Loop {
  /** What the steps read, `[steps, batch, …]`. */
  readonly inputs: Tensor;
  /** The states before the first step, by name. */
  readonly states: Readonly<Record<string, Tensor>>;
  /** `bool [steps, batch]`: false for steps that change nothing. */
  readonly mask: Tensor | undefined;
  readonly backwards: boolean;
  /** Whether the output of a step that changes nothing is 0, and not that of the step before: at the first, the state that outputs are. */
  readonly zeroOutput: boolean;
  step(input: Tensor, states: readonly Tensor[]): Stepped;
}

/** What is left of a loop. */
export interface Recurrence {
  /** The last output, or those of all steps in the order in which they were made, `[batch, steps, …]`. */
  readonly output: Tensor;
  /** The states after the last step, by name. */
  readonly states: Readonly<Record<string, Tensor>>;
}

/** Runs a loop; `sequences` says whether the outputs of all steps are wanted. */
export function recur(loop: Loop, sequences: boolean): Recurrence {
  const trace = Trace.of(loop.inputs);
  const before = effectsOf(trace);
  const first = loop.step(rowOf(loop.inputs, placeOf(loop, 0)), Object.values(loop.states));
  if (effectsOf(trace) > before) {
    requireKnownSteps(trace, loop.inputs);
    return unrolled(loop, sequences, first);
  }
  return scanned(loop, sequences, first);
}

/** @throws BernoulliError `SHAPE` for steps that are to be written one by one, and whose number is open. */
export function requireKnownSteps(trace: Trace, { shape }: Tensor): void {
  if (shape[0]! < 0)
    fail('SHAPE', {
      who: 'steps',
      at: trace.path || undefined,
      what: 'a step that draws noise, adds to the loss or replaces weights needs a known number of steps',
      received: printShape(shape),
    });
}

/** How often code so far drew noise, or would in training, added to the loss, replaced weights. */
export function effectsOf(trace: Trace): number {
  return trace.places.length + trace.losses.length + trace.replacements.size;
}

/** @param like what a step gives */
function scanned(loop: Loop, sequences: boolean, like: Stepped): Recurrence {
  const { inputs, states: first, mask, backwards, zeroOutput, step } = loop;
  const names = Object.keys(first);
  // An output that is a state is not kept twice.
  const same = mask === undefined || !zeroOutput ? shownState(like, names) : -1;
  const { b, dtype, shape } = like.output;
  const carries = same < 0 && (mask !== undefined ? !zeroOutput || !sequences : !sequences);
  const before = new Tensor(b, b.scalar(0, dtype)).broadcastTo(shape);
  const { last, all } = Trace.of(inputs).scan(
    [...Object.values(first), ...(carries ? [before] : [])],
    mask === undefined ? [inputs] : [inputs, mask],
    (carried, [input, present]) => {
      const states = carried.slice(0, names.length);
      const { output, ...after } = step(input!, states);
      const next = names.map((name, i) => kept(after[name]!, present, states[i]!));
      return same >= 0 ? next : [...next, kept(output, present, zeroOutput ? 0 : carried.at(-1)!)];
    },
    { reverse: backwards },
  );
  const at = same >= 0 ? same : names.length;
  const output = sequences ? swapped(backwards ? turned(all[at]!) : all[at]!) : last[at]!;
  return { output, states: Object.fromEntries(names.map((name, i) => [name, last[i]!])) };
}

/**
 * Each step is a slice of one array: the gradients of slices that lie side by side are put together at once, so that time and memory grow
 * with the number of steps, and not with its square.
 *
 * @param made what the first step gave
 */
function unrolled(loop: Loop, sequences: boolean, made: Stepped): Recurrence {
  const { inputs, states: first, mask, zeroOutput, step } = loop;
  const names = Object.keys(first);
  const outputs: Tensor[] = [];
  let states = Object.values(first);
  const before = states[shownState(made, names)] ?? 0;
  for (let i = 0; i < inputs.shape[0]!; i++) {
    const at = placeOf(loop, i);
    const { output, ...after } = i === 0 ? made : step(rowOf(inputs, at), states);
    const present = mask && rowOf(mask, at);
    outputs.push(kept(output, present, zeroOutput ? 0 : (outputs.at(-1) ?? before)));
    states = names.map((name, j) => kept(after[name]!, present, states[j]!));
  }
  const output = sequences ? stacked(outputs) : outputs.at(-1)!;
  return { output, states: Object.fromEntries(names.map((name, i) => [name, states[i]!])) };
}

/** Which of the states the output is, or −1. */
function shownState(made: Stepped, names: readonly string[]): number {
  return names.findIndex((name) => made[name]!.ref.id === made.output.ref.id);
}

/** Where the i-th step stands in the sequence. */
function placeOf({ inputs, backwards }: Loop, i: number): number {
  return backwards ? Math.max(0, inputs.shape[0]! - 1 - i) : i;
}

/** The first axis, from its end. */
export function turned(x: Tensor, axis = 0): Tensor {
  const steps = x.shape[axis]!;
  if (steps < 0) {
    const places = x.b.iota([steps], 0);
    return x.gather(new Tensor(x.b, x.b.sub(x.b.reduceMax(places, [0]), places)), axis);
  }
  return x.gather(x.constant(Int32Array.from({ length: steps }, (_, i) => steps - 1 - i)), axis);
}

/** Outputs of all steps as `[batch, steps, …]`. */
export function stacked(outputs: readonly Tensor[]): Tensor {
  return swapped(
    concat(
      outputs.map((output) => output.reshape([1, ...output.shape])),
      0,
    ),
  );
}

/** The first two axes in the other order: batch and steps. */
export function swapped(x: Tensor): Tensor {
  return x.transpose([1, 0, ...x.shape.slice(2).map((_, i) => i + 2)]);
}

/** `[batch, …]` at one step of `[steps, batch, …]`. */
export function rowOf(x: Tensor, at: number): Tensor {
  return new Tensor(x.b, stepOf(x.b, x.ref, at));
}

/** x in the rows that are present, and something else in the others. */
function kept(x: Tensor, present: Tensor | undefined, other: Tensor | number): Tensor {
  if (present === undefined) return x;
  return x.where(present.reshape([x.shape[0]!, ...x.shape.slice(1).map(() => 1)]), other);
}
