/** For how many steps a draw stays: a setting of every kind that draws. */
import { optional, refuse, type Field } from '../ir/index.ts';

/** What every kind may be told of its draws. */
export interface Kept {
  /**
   * Steps for which a draw stays: a whole number from 1 up, or `Infinity` for good. Default 1.
   * A rate that changes goes on changing: what stays are the numbers that coins are tossed with.
   */
  readonly every?: number | undefined;
}

/** As a file has it, where there is no such number. */
const FOR_GOOD = 'Infinity';

/** The setting. */
export function everyField(): Field<number, number | undefined> {
  return optional<number, number>({
    must: 'be a whole number from 1 up, or Infinity',
    read: (given: unknown, place) => {
      if (given === Infinity || given === FOR_GOOD) return Infinity;
      return Number.isSafeInteger(given) && (given as number) >= 1 ? (given as number) : refuse(place, given);
    },
    save: (every) => (every === Infinity ? FOR_GOOD : every),
  });
}
