/** Functions of the training step, for learning rates and dropout rates alike: their table, and the way to one from a file. */
import {
  customObject,
  handIn,
  isStoredFunction,
  storedFunction,
  storeFunction,
  type StoredFunction,
} from '../config/custom-objects.ts';
import { unknownName } from '../config/names.ts';
import { fail } from '../ir/index.ts';
import * as all from './classes.ts';
import type { Schedule } from './schedule.ts';

export * from './classes.ts';
export type { Schedule } from './schedule.ts';

/** What a class is elsewhere, here is a function that makes a schedule from its configuration. */
const schedules: Readonly<Record<string, (config: never) => Schedule>> = all;

/** The name of a schedule of ours. */
export type ScheduleName = keyof typeof all;

/** A schedule as stored. One of the user's own has another name. */
export interface ScheduleDescription {
  readonly className: ScheduleName | (string & {});
  readonly config?: Readonly<Record<string, unknown>>;
}

/** A schedule, or what describes one. */
export type ScheduleLike = Schedule | ScheduleDescription | StoredFunction;

/**
 * The schedule itself, or the one that `{ className, config }` stands for. Only names from the table are looked up, and those of
 * schedules that are handed in where a model is loaded.
 *
 * @throws BernoulliError `NAME` for a schedule that does not exist, `CONFIG` for anything else.
 */
export function getSchedule(schedule: ScheduleLike): Schedule {
  if (typeof schedule === 'function') return schedule;
  if (isStoredFunction(schedule)) return storedFunction('schedule', 'schedules', schedule);
  const { className, config = {} } = (schedule ?? {}) as Partial<ScheduleDescription>;
  if (typeof className !== 'string')
    fail('CONFIG', {
      who: 'schedule',
      what: 'must be a function of the step, or { className, config }',
      received: schedule,
    });
  const own = customObject('schedules', className);
  const make =
    typeof own === 'function' ? own : Object.hasOwn(schedules, className) ? schedules[className]! : undefined;
  if (make === undefined)
    unknownName('schedule', 'there is no such schedule', className, Object.keys(schedules), {
      hint: handIn('schedules', className),
    });
  const made: unknown = make(config as never);
  return typeof made === 'function'
    ? (made as Schedule)
    : fail('CONFIG', { who: className, what: 'must give a function of the step', received: made });
}

/** A schedule as plain data: what makes it again, or the name of a function that is handed in again. */
export function saveSchedule(who: string, what: string, schedule: Schedule): ScheduleDescription | StoredFunction {
  const { className, getConfig } = schedule;
  if (className === undefined || getConfig === undefined) return storeFunction(who, what, schedule);
  return { className, config: schedule.getConfig!() };
}
