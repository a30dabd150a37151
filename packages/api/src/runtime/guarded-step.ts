/** A training step that is taken only where the next state is finite. */
import type { ModelRuntime, Wanted } from './model-runtime.ts';
import type { Job } from './runner.ts';

/** The programs of a training step, which take it or leave the state as it is. */
export interface WantedStep {
  /** Looks at what the update is made from, and takes no step where that is large. */
  readonly quick: Wanted;
  /** Looks at the next state. */
  readonly thorough: Wanted;
}

/** A step; `read` gives `undefined` where none was taken. */
export interface StepJob<T> extends Job<T | undefined> {
  /** Fails for a step that neither program takes. */
  refuse(): never;
}

/** Takes a step: quickly where it can be known that the next state is finite, else thoroughly from then on. */
export function takeStep<T extends {}>(runtime: ModelRuntime, wanted: WantedStep, job: StepJob<T>): T | Promise<T> {
  const thoroughly = (): T | Promise<T> => {
    const taken = runtime.run(wanted.thorough, job);
    return taken instanceof Promise ? taken.then(finish) : finish(taken);
  };
  const finish = (taken: T | undefined): T => {
    if (taken === undefined) return job.refuse();
    runtime.store.moderate = false;
    return taken;
  };
  if (!runtime.store.moderate) return thoroughly();
  const taken = runtime.run(wanted.quick, job);
  if (taken instanceof Promise) return taken.then((value) => value ?? thoroughly());
  return taken ?? thoroughly();
}
