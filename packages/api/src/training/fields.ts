/** Settings that several verbs share. */
import { field, optional, whole, type Field } from '../ir/index.ts';
import { checkStep } from './check-step.ts';

/** A setting that is checked where it is used; it may be left out. */
export function given<T>(): Field<T, T | undefined> {
  return optional(field<T>('be given', () => true));
}

/** Rows of a run, from 1 up. */
export function rowsOfRun(fallback?: number): Field<number> {
  return field('be a positive whole number', (x) => Number.isSafeInteger(x) && (x as number) >= 1, fallback);
}

/** The same, left out where the verb chooses. */
export function batchSize(): Field<number, number | undefined> {
  return optional(rowsOfRun());
}

/** A number of steps or batches, from 1 up, which may be left out. */
export function count(): Field<number, number | undefined> {
  return optional(whole(1));
}

/** The number of a training step. */
export function stepNumber(): Field<number, number | undefined> {
  return optional({
    must: 'be a step',
    read: (step: number, { who }) => {
      checkStep(step, who);
      return step;
    },
  });
}

/** What stops a verb between two runs. */
export function signal(): Field<AbortSignal, AbortSignal | undefined> {
  const holds = (x: unknown): boolean =>
    typeof x === 'object' && x !== null && 'aborted' in x && 'addEventListener' in x;
  return optional(field<AbortSignal>('be an AbortSignal', holds));
}
