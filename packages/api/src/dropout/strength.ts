/** The strength of noise that is added: a number, one for each unit, a schedule, or what a layer says. */
import { fail, type Field } from '../ir/index.ts';
import { Module } from '../tracing/module.ts';
import type { Tensor, TensorLike } from '../tracing/tensor.ts';
import { anyRateField, anyStepRateField, fromZero, ofRate, rateAt, type AnyRate, type AnyStepRate } from './rate.ts';
import { once, requireShared, saidOf } from './rates/asked-rate.ts';
import { LearnedRate } from './rates/learned-rate.ts';

/** The setting of a kind that adds noise. */
export function strengthField(who: string, key: string): Field<AnyRate> {
  return strengthOf(who, key, anyRateField(who, { key, range: fromZero }));
}

/** The same of a kind that has no number for each unit. */
export function stepStrengthField(who: string, key: string): Field<AnyStepRate> {
  return strengthOf(who, key, anyStepRateField(who, { key, range: fromZero }));
}

function strengthOf<Strength>(who: string, key: string, any: Field<Strength>): Field<Strength> {
  return {
    ...any,
    read: (given, place) =>
      given instanceof LearnedRate
        ? fail('CONFIG', {
            who,
            what: `${key} is no probability, which a LearnedRate says`,
            hint: 'Let a layer say it whose weights are trained: noise that is added has a slope in its strength',
          })
        : any.read(given, place),
  };
}

/** The strength of a unit, at a step. */
export function strengthAt(strength: AnyRate, unit: number, step?: number): number {
  return rateAt(strength, unit, step, fromZero);
}

/** A strength beside `x`, in parts of so much. */
export function ofStrength(name: string, strength: AnyRate, x: Tensor, parts = 1): TensorLike {
  if (!(strength instanceof Module)) return ofRate(name, strength, x, (number) => number / parts, fromZero);
  const asked = askStrength(strength, x);
  return parts === 1 ? asked : asked.div(parts);
}

const answers = new WeakMap<Tensor, Map<Module, Tensor>>();

/**
 * The strength that a layer says of `x`, which noise has a slope in: the layer may have weights. What is negative becomes NaN, so that no step
 * commits with it.
 *
 * @throws BernoulliError `CONFIG` for several outputs; `DTYPE` for a strength that is not f32; `SHAPE` for one that does not broadcast to `x`.
 */
export function askStrength(layer: Module, x: Tensor): Tensor {
  return once(answers, layer, x, () => {
    const said = saidOf('strength', layer, x);
    requireShared('strength', said, x.shape, 'must be as many numbers as units, or fewer that they share');
    return said.where(said.greaterEqual(0), NaN);
  });
}
