/** Functions of the training step, for learning rates and dropout rates alike: their table, and the way to one from a file. */
import { fail } from '../ir/index.ts';
import * as all from './classes.ts';
import type { Schedule } from './schedule.ts';

export * from './classes.ts';
export type { Schedule } from './schedule.ts';

/** What a class is elsewhere, here is a function that makes a schedule from its configuration. */
const schedules: Readonly<Record<string, (config: never) => Schedule>> = all;

/** A schedule as stored. */
export interface ScheduleDescription {
  readonly className: string;
  readonly config?: Readonly<Record<string, unknown>>;
}

/** A schedule, or what describes one. */
export type ScheduleLike = Schedule | ScheduleDescription;

/**
 * The schedule itself, or the one that `{ className, config }` stands for. Only names from the table are looked up.
 *
 * @throws BernoulliError `NAME` for a schedule that does not exist, `CONFIG` for anything else.
 */
export function getSchedule(schedule: ScheduleLike): Schedule {
  if (typeof schedule === 'function') return schedule;
  const { className, config = {} } = (schedule ?? {}) as Partial<ScheduleDescription>;
  if (typeof className !== 'string')
    fail('CONFIG', {
      who: 'schedule',
      what: 'must be a function of the step, or { className, config }',
      received: schedule,
    });
  if (!Object.hasOwn(schedules, className))
    fail('NAME', { who: 'schedule', what: `must be one of ${Object.keys(schedules).join(', ')}`, received: className });
  return schedules[className]!(config as never);
}

/** A schedule as plain data. Fails for a function that does not say how to make it again. */
export function saveSchedule(who: string, what: string, schedule: Schedule): ScheduleDescription {
  if (schedule.className === undefined || schedule.getConfig === undefined)
    fail('CONFIG', {
      who,
      what: `${what} is a function, and code has no place in a config`,
      hint: 'Use one of the schedules, give the function a className and a getConfig method, or use a number',
    });
  return { className: schedule.className, config: schedule.getConfig() };
}
