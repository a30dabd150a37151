/** Schedules, asked for a step. */
import { fail } from '../ir/index.ts';
import type { Schedule } from '../schedules/schedule.ts';
import { placed } from './placed.ts';

/** The value of a schedule at a step. */
export function scalarAt(schedule: Schedule, step: number, at: string): number {
  const value = ask(schedule, step, at);
  if (typeof value !== 'number' || !Number.isFinite(value))
    fail('CONFIG', {
      who: 'schedule',
      at,
      what: `must give a finite number, also at step ${step}`,
      received: String(value),
    });
  return value;
}

/** Asks a schedule, which may refuse the step by itself. */
function ask(schedule: Schedule, step: number, at: string): number {
  try {
    return schedule(step);
  } catch (error) {
    throw placed(error, at);
  }
}
