/** How much is added to, or taken from, the two sides of each axis between batch and channels. */
import { field, required, type Field, type Shape } from '../../ir/index.ts';
import { placesOf } from '../places.ts';

/** One number for all sides, or for each axis one number or `[before, after]`; for a single axis also just `[before, after]`. */
export type Sides = number | readonly (number | readonly [number, number])[];

const isCount = (n: unknown): boolean => Number.isSafeInteger(n) && (n as number) >= 0;
const isPair = (x: unknown): boolean => Array.isArray(x) && x.length === 2 && x.every(isCount);

/** The sides of so many axes. */
export function sidesField(axes: 1 | 2 | 3, fallback?: number): Field<Sides> {
  const form =
    axes === 1
      ? 'a whole number from 0 up, or [before, after]'
      : `a whole number from 0 up, or a list of ${axes}, each a number or [before, after]`;
  const holds = (x: unknown): boolean =>
    isCount(x) ||
    (axes === 1
      ? isPair(x)
      : Array.isArray(x) && x.length === axes && x.every((each) => isCount(each) || isPair(each)));
  const of = field<Sides>(`be ${form}`, holds, fallback);
  return fallback === undefined ? required(of) : of;
}

/** For each axis of an input, batch and channels included, how much before and how much after. */
export function sidesOf(
  who: string,
  sides: Sides,
  axes: 1 | 2 | 3,
  input: Shape,
): readonly [before: number[], after: number[]] {
  placesOf(who, input, axes);
  const each = typeof sides === 'number' ? new Array<number>(axes).fill(sides) : axes === 1 ? [sides] : sides;
  const pairs = each.map((side) => (typeof side === 'number' ? [side, side] : side) as readonly [number, number]);
  return [
    [0, ...pairs.map(([before]) => before), 0],
    [0, ...pairs.map(([, after]) => after), 0],
  ];
}
