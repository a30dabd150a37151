/** What a schedule is: a number of the training step, as a pure function of it. */

/**
 * A number that changes as training goes on: the value at step t, counted from 0. It has to be pure, so that a resumed run, the masks of
 * any step and a replay are right by themselves. With a class name and a config it can be stored; the schedules of this room have both.
 */
export interface Schedule {
  (step: number): number;
  readonly className?: string;
  getConfig?(): Record<string, unknown>;
}

/** A schedule that can be stored: under its name in the table, with its config. */
export function stored(className: string, config: object, at: (step: number) => number): Schedule {
  return Object.assign(at, { className, getConfig: () => ({ ...config }) });
}
