/** Numbers that a law asks for: the probability of dropping, the strength of a noise; fixed, for each unit, or changing with the step. */
import { isPlainObject } from '../config/plain-object.ts';
import { asGiven, fail, required, type Field } from '../ir/index.ts';
import { drawnProbability } from '../random/drawn-probability.ts';
import { getSchedule, saveSchedule, type ScheduleLike } from '../schedules/index.ts';
import type { Schedule } from '../schedules/schedule.ts';
import { Layer } from '../tracing/layer.ts';
import { Module } from '../tracing/module.ts';
import type { Tensor, TensorLike } from '../tracing/tensor.ts';
import { Trace } from '../tracing/trace.ts';
import { askRate, type Asked } from './rates/asked-rate.ts';
import { LearnedRate } from './rates/learned-rate.ts';

/** Probability in [0, 1] that a unit is dropped; an array gives each unit of the last axis its own, a schedule each step. */
export type Rate = number | readonly number[] | Schedule;

/**
 * Any rate: a {@link Rate}, a `LearnedRate`, or what says the rate of an input: a layer without weights of its own, or a `Lambda`, that gives
 * numbers of [0, 1] for what is dropped, as many as share a coin: `new Lambda((x) => x.sigmoid())`. It is called with what is dropped.
 */
export type AnyRate = Rate | Module;

/** Any rate of a kind that has no number for each unit. */
export type AnyStepRate = StepRate | Module;

/** A number that is the same for all units; a schedule gives each step its own. */
export type StepRate = number | Schedule;

/** Where a rate may lie. */
interface Range {
  readonly words: string;
  readonly holds: (rate: number) => boolean;
}

const probability: Range = { words: 'in [0, 1]', holds: (rate) => rate >= 0 && rate <= 1 };

/** For laws that have no limit where everything is dropped. */
export const belowOne: Range = { words: 'in [0, 1)', holds: (rate) => rate >= 0 && rate < 1 };

/** For the strength of a noise that is added. */
export const fromZero: Range = {
  words: 'a finite number of at least 0',
  holds: (rate) => rate >= 0 && rate < Infinity,
};

interface Asking {
  readonly key?: string;
  readonly range?: Range;
}

/** The setting of a kind that drops. A schedule is checked at the steps that ask for it. */
export function rateField(who: string, { key = 'rate', range = probability }: Asking = {}): Field<Rate> {
  return required<Rate, Rate>({
    must: `be ${range.words}`,
    read: (given) => readRate({ who, key, range }, given),
    save: (rate) => (typeof rate === 'function' ? saveSchedule(who, key, rate) : rate),
  });
}

/** The setting of a kind that has no number for each unit. */
export function stepRateField(who: string, asked: Asking = {}): Field<StepRate> {
  const any = rateField(who, asked);
  return required<StepRate, StepRate>({
    must: any.must,
    read: (given, place) =>
      Array.isArray(given)
        ? fail('CONFIG', { who, what: `${place.key} must be one number, or a schedule`, received: given })
        : (any.read(given, place) as StepRate),
    save: (rate) => any.save!(rate),
  });
}

/** The setting of a kind whose law may have any rate. */
export function anyRateField(who: string, asked: Asking = {}): Field<AnyRate> {
  return orModule(who, rateField(who, asked));
}

/** The same of a kind that has no number for each unit. */
export function anyStepRateField(who: string, asked: Asking = {}): Field<AnyStepRate> {
  return orModule(who, stepRateField(who, asked));
}

/** The same of a layer that can do without dropout: none by default. */
export function noAnyRateField(who: string, key: string): Field<AnyStepRate> {
  return { ...anyStepRateField(who, { key }), fallback: 0 };
}

/** The same where each unit may have a number of its own. */
export function noAnyUnitRateField(who: string, key: string): Field<AnyRate> {
  return { ...anyRateField(who, { key }), fallback: 0 };
}

/** Any rate but one that is learned, for the reason that is given. */
export function unlearned<Any>(who: string, why: string, any: Field<Any>): Field<Any> {
  return {
    ...any,
    read: (given, place) =>
      given instanceof LearnedRate
        ? fail('CONFIG', { who, what: `${place.key} cannot be learned: ${why}`, received: 'LearnedRate' })
        : any.read(given, place),
  };
}

function orModule<Numbers extends Rate>(who: string, of: Field<Numbers>): Field<Numbers | Module> {
  return required<Numbers | Module, Numbers | Module>({
    must: of.must,
    read: (given: unknown, place) => {
      if (isCode(given))
        fail('CONFIG', {
          who,
          what: `${place.key} is code, a Lambda, and files hold none`,
          hint: 'Load the model with into, or say the rate with a layer',
        });
      return given instanceof Module ? given : of.read(given as Numbers, place);
    },
    save: (rate) => {
      if (!(rate instanceof Module)) return of.save!(rate);
      const { className } = rate;
      return rate instanceof Layer ? { className, config: rate.getConfig() } : { className };
    },
  });
}

/** What a `Lambda` is in a file: its name. */
function isCode(given: unknown): boolean {
  return isPlainObject(given) && given['className'] === 'Lambda';
}

function readRate({ who, key, range }: Required<Asking> & { readonly who: string }, rate: unknown): Rate {
  if (
    typeof rate === 'function' ||
    (typeof rate === 'object' && rate !== null && ('className' in rate || 'function' in rate))
  )
    return getSchedule(rate as ScheduleLike);
  const refuse = (key: string, received: unknown): never =>
    fail('CONFIG', { who, what: `${key} must be ${range.words}`, received: asGiven(received) });
  const fits = (r: unknown): boolean => typeof r === 'number' && range.holds(r);
  if (Array.isArray(rate)) {
    if (rate.length === 0) fail('CONFIG', { who, what: `${key} must hold one number per unit`, received: '[]' });
    const at = rate.findIndex((r) => !fits(r));
    if (at >= 0) refuse(`${key}[${at}]`, rate[at]);
  } else if (!fits(rate)) refuse(key, rate);
  return rate as Rate;
}

/** The rate of a unit, at a step. */
export function rateAt(rate: AnyRate, unit: number, step = 0, range = probability): number {
  if (rate instanceof Module) return beginningOf(rate);
  if (typeof rate !== 'function') return typeof rate === 'number' ? rate : rate[unit]!;
  const value: unknown = rate(step);
  if (typeof value === 'number' && range.holds(value)) return value;
  return fail('CONFIG', {
    who: 'rate',
    what: `the schedule must stay ${range.words}, also at step ${step}`,
    received: String(value),
  });
}

/** The rate that a layer says before it has learned or seen anything. */
function beginningOf(layer: Module): number {
  if (layer instanceof LearnedRate && layer.layer === undefined) return layer.initialRate;
  return fail('CONFIG', {
    who: 'moments',
    what: 'the rate follows from the input, and is no number',
    hint: 'Ask a layer of the same kind whose rate is the number that it is there',
  });
}

/** Probability of keeping, as masks have it: 1 − rate, rounded up to the grid of the numbers that it is compared with. */
export function keepProbability(rate: AnyRate, unit: number, step = 0): number {
  return drawnProbability(1 - rateAt(rate, unit, step));
}

/** A function of the rate, beside `x`: a number, one for each unit, or a scalar of the step. */
export function ofRate(
  name: string,
  rate: Rate,
  x: Tensor,
  f: (rate: number) => number,
  range = probability,
): TensorLike {
  if (typeof rate === 'function') return Trace.of(x).scalar(name, (step) => f(rateAt(rate, 0, step, range)));
  if (typeof rate === 'number') return f(rate);
  return x.constant(Float32Array.from(rate, f));
}

/** A function of the probability of keeping, likewise. */
export function ofKeep(name: string, rate: Rate, x: Tensor, f: (keep: number) => number): TensorLike {
  return ofRate(name, rate, x, (rate) => f(drawnProbability(1 - rate)));
}

/** A function of any rate: of what a layer says of `x`, which is in the graph, it is said again. */
export function ofAnyRate(
  name: string,
  rate: AnyRate,
  x: Tensor,
  f: (rate: number) => number,
  asked: (asked: Asked) => Tensor,
  range = probability,
): TensorLike {
  return rate instanceof Module ? asked(askRate(rate, x)) : ofRate(name, rate, x, f, range);
}

/** The same of the probability of keeping. */
export function ofAnyKeep(
  name: string,
  rate: AnyRate,
  x: Tensor,
  f: (keep: number) => number,
  asked: (keep: Tensor) => Tensor,
): TensorLike {
  return ofAnyRate(
    name,
    rate,
    x,
    (number) => f(drawnProbability(1 - number)),
    ({ keep }) => asked(keep),
  );
}
