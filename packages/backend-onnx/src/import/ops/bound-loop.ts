/** A loop of a file as one of ours: its body is read once, whatever the number of steps, which may be open. */
import { Trace, type Tensor } from '@bernoulli/api';
import type { StoredGraph } from '../../proto/stored-model.ts';
import { hide } from '../constant-value.ts';
import type { NodeCall } from '../node-call.ts';
import { unsupported } from '../unsupported.ts';
import { Value } from '../value.ts';

/** Rounds that are unrolled, where a loop is none of ours. */
export const MOST_ROUNDS = 10_000;

interface Bound {
  /** What is carried into the first step, and what is read, `[steps, …]`. */
  readonly carried: readonly Value[];
  readonly read: readonly Value[];
  /** Runs the body: what it is given becomes what it carries on, then its results. */
  readonly step: (carried: readonly Value[], read: readonly Value[]) => readonly Value[];
  readonly reverse?: boolean;
}

/**
 * What is carried in the end, then the results of all steps. `undefined` where the body is none of ours: where what is carried changes its shape,
 * a number must be known that changes from step to step, or noise is drawn in each.
 */
export function boundLoop(
  c: NodeCall,
  body: StoredGraph,
  { carried, read, step, reverse }: Bound,
): Value[] | undefined {
  if (body.nodes.some(({ opType }) => opType === 'Dropout')) return undefined;
  return c.around.attempt(() => {
    let types: readonly Value['type'][] = [];
    const { last, all } = Trace.of(c.around.like).scan(
      carried.map(({ tensor }) => tensor),
      read.map(({ tensor }) => tensor),
      (own, now) => {
        const made = step(
          own.map((x, i) => unknown(x, carried[i]!.type)),
          now.map((x, i) => unknown(x, read[i]!.type)),
        );
        if (carried.some(({ type }, i) => made[i]!.type !== type)) unsupported('a value that changes its type');
        types = made.map(({ type }) => type);
        return made.map(({ tensor }) => tensor);
      },
      { reverse: reverse ?? false },
    );
    return [...last, ...all.slice(carried.length)].map((x, i) => Value.of(x, types[i]!));
  });
}

/** A value of a step: what stands for it shows that of one step, which must not be taken for that of all. */
function unknown(x: Tensor, type: Value['type']): Value {
  hide(x.b, x.ref.id);
  return Value.of(x, type);
}
