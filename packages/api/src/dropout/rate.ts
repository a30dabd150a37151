/** The probability of dropping: one number, one for each unit (the article's p_j), or a number that changes with the step. */
import { fail, required, type Field } from '../ir/index.ts';
import { drawnProbability } from '../random/drawn-probability.ts';
import { getSchedule, saveSchedule, type ScheduleLike } from '../schedules/index.ts';
import type { Schedule } from '../schedules/schedule.ts';
import type { Tensor, TensorLike } from '../tracing/tensor.ts';
import { Trace } from '../tracing/trace.ts';

/** Probability in [0, 1] that a unit is dropped; an array gives each unit of the last axis its own, a schedule each step. */
export type Rate = number | readonly number[] | Schedule;

const inRange = (r: unknown): boolean => typeof r === 'number' && r >= 0 && r <= 1;

/** The setting of a kind that drops. A schedule is checked at the steps that ask for it. */
export function rateField(who: string): Field<Rate> {
  return required<Rate, Rate>({
    must: 'be in [0, 1]',
    read: (given) => readRate(who, given),
    save: (rate) => (typeof rate === 'function' ? saveSchedule(who, 'rate', rate) : rate),
  });
}

function readRate(who: string, rate: unknown): Rate {
  if (
    typeof rate === 'function' ||
    (typeof rate === 'object' && rate !== null && ('className' in rate || 'function' in rate))
  )
    return getSchedule(rate as ScheduleLike);
  if (Array.isArray(rate)) {
    if (rate.length === 0) fail('CONFIG', { who, what: 'rate must hold one number per unit', received: '[]' });
    const at = rate.findIndex((r) => !inRange(r));
    if (at >= 0) fail('CONFIG', { who, what: `rate[${at}] must be in [0, 1]`, received: describe(rate[at]) });
  } else if (!inRange(rate)) fail('CONFIG', { who, what: 'rate must be in [0, 1]', received: describe(rate) });
  return rate as Rate;
}

function describe(rate: unknown): unknown {
  return rate === undefined ? 'undefined' : rate;
}

/** Probability of keeping, as masks have it: 1 − rate, rounded up to the grid of the numbers that it is compared with. */
export function keepProbability(rate: Rate, unit: number, step = 0): number {
  return drawnProbability(
    1 - (typeof rate === 'function' ? rateAt(rate, step) : typeof rate === 'number' ? rate : rate[unit]!),
  );
}

function rateAt(rate: Schedule, step: number): number {
  const value = rate(step);
  if (!inRange(value))
    fail('CONFIG', {
      who: 'rate',
      what: `the schedule must stay in [0, 1], also at step ${step}`,
      received: String(value),
    });
  return value;
}

/** A function of the probability of keeping, beside `x`: a number, one for each unit, or a scalar of the step. */
export function ofKeep(name: string, rate: Rate, x: Tensor, f: (keep: number) => number): TensorLike {
  if (typeof rate === 'function') return Trace.of(x).scalar(name, (step) => f(keepProbability(rate, 0, step)));
  if (typeof rate === 'number') return f(keepProbability(rate, 0));
  return x.constant(Float32Array.from(rate, (_, j) => f(keepProbability(rate, j))));
}
