/** A loop over time, written out step by step. */
import { concat, type Tensor } from '../../tracing/tensor.ts';
import type { Stepped } from './law.ts';

export interface Loop {
  /** What the steps read, `[steps, batch, …]`. */
  readonly inputs: Tensor;
  /** The states before the first step, by name. */
  readonly states: Readonly<Record<string, Tensor>>;
  /** `bool [steps, batch]`: false for steps that change nothing. */
  readonly mask: Tensor | undefined;
  readonly backwards: boolean;
  /** Whether the output of a step that changes nothing is 0, and not that of the step before. */
  readonly zeroOutput: boolean;
  step(input: Tensor, states: readonly Tensor[]): Stepped;
}

/** What is left of a loop: the outputs of all steps, in the order in which they were made, and the last states by name. */
export interface Unrolled {
  readonly outputs: readonly Tensor[];
  readonly states: Readonly<Record<string, Tensor>>;
}

/**
 * Each step is a slice of one array: the gradients of slices that lie side by side are put together at once, so that time and memory grow
 * with the number of steps, and not with its square.
 */
export function unroll({ inputs, states: first, mask, backwards, zeroOutput, step }: Loop): Unrolled {
  const names = Object.keys(first);
  const steps = inputs.shape[0]!;
  const outputs: Tensor[] = [];
  let states = Object.values(first);
  for (let i = 0; i < steps; i++) {
    const at = backwards ? steps - 1 - i : i;
    const { output, ...after } = step(rowOf(inputs, at), states);
    const present = mask === undefined ? undefined : rowOf(mask, at);
    outputs.push(present === undefined ? output : kept(output, present, zeroOutput ? 0 : (outputs.at(-1) ?? 0)));
    states = names.map((name, j) => (present === undefined ? after[name]! : kept(after[name]!, present, states[j]!)));
  }
  return { outputs, states: Object.fromEntries(names.map((name, i) => [name, states[i]!])) };
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
  const [, ...row] = x.shape;
  return x.slice([at, ...row.map(() => 0)], [1, ...row]).reshape(row);
}

/** x in the rows that are present, and something else in the others. */
function kept(x: Tensor, present: Tensor, other: Tensor | number): Tensor {
  return x.where(present.reshape([x.shape[0]!, ...x.shape.slice(1).map(() => 1)]), other);
}
