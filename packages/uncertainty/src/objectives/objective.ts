/** Objectives of `model.step` that are made of others. */
import { Tensor, Trace, type StepRows } from '@bernoulli/api';

/** What a step makes smaller: a scalar, or a record of scalars whose `loss` it is. */
export type Objective = (rows: StepRows) => Tensor | Readonly<Record<string, Tensor>>;

/** The figures of an objective, as a record. */
export function figuresOf(made: Tensor | Readonly<Record<string, Tensor>>): Readonly<Record<string, Tensor>> {
  return made instanceof Tensor ? { loss: made } : made;
}

/** The weights that the objective has used so far and that training moves, by path. */
export function weightsOf(like: Tensor): { path: string; value: Tensor }[] {
  return [...Trace.of(like).parameters.values()].filter(({ trainable }) => trainable);
}
