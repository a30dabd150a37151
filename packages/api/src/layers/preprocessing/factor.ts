/** How far a random change of images goes: one number for both directions, or a lowest and a highest. */
import { type Field, refuse, required } from '../../ir/index.ts';

/** One number f for [−f, f], or [lowest, highest]. */
export type Factor = number | readonly [low: number, high: number];

/** Both ends in [low, high]. */
export function factorField(low: number, high: number): Field<Factor> {
  const holds = (x: unknown): boolean => typeof x === 'number' && x >= low && x <= high;
  return required<Factor, Factor>({
    must: `be a number in [${low}, ${high}], or two of them in order`,
    read: (given: unknown, place) => {
      if (holds(given)) return given as number;
      const fits = Array.isArray(given) && given.length === 2 && given.every(holds) && given[0] <= given[1];
      return fits ? (given as unknown as Factor) : refuse(place, given);
    },
  });
}

/** The ends of a factor. */
export function endsOf(factor: Factor): readonly [low: number, high: number] {
  return typeof factor === 'number' ? [-Math.abs(factor), Math.abs(factor)] : factor;
}
