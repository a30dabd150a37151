/** The learning rate: what may stand for it, its value at a step, and how it is saved. */
import { fail, field, type Field } from '../ir/index.ts';
import { getSchedule, saveSchedule, type ScheduleLike } from '../schedules/index.ts';
import type { Schedule } from '../schedules/schedule.ts';

const legal = (x: unknown): boolean => typeof x === 'number' && Number.isFinite(x) && x >= 0;

/** A finite number of at least 0, or a function of the step, also as it was stored. */
export function learningRateField(fallback?: number): Field<number | Schedule> {
  const rate = field<number | Schedule>(
    'be a finite number of at least 0, or a function of the step that gives one',
    (x) => legal(x) || typeof x === 'function',
    fallback,
  );
  const isStored = (x: unknown): x is ScheduleLike => typeof x === 'object' && x !== null;
  return { ...rate, read: (given, place) => (isStored(given) ? getSchedule(given) : rate.read(given, place)) };
}

/** The rate of a step, counted from 0. */
export function rateAt(who: string, rate: number | Schedule, step: number): number {
  const value = typeof rate === 'function' ? rate(step) : rate;
  if (!legal(value))
    fail('CONFIG', {
      who,
      what: `learningRate must be a finite number of at least 0, also at step ${step}`,
      received: value,
    });
  return value;
}

/** The rate as plain data: the number, or what describes the schedule. */
export function saveRate(who: string, rate: number | Schedule): unknown {
  return typeof rate === 'number' ? rate : saveSchedule(who, 'learningRate', rate);
}
