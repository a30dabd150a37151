/** What is refused before anything is drawn. */
import { checkKeys, fail } from '@bernoulli/api/ir';
import type { Interval, Point } from './picture.ts';

export function checkPoints(who: string, name: string, points: readonly Point[], logarithmic = false): void {
  if (points.length === 0) fail('DATA', { who, what: `${name} has no points` });
  const wrong = points.findIndex(
    (point) => !point.every((value) => Number.isFinite(value) && (!logarithmic || value > 0)),
  );
  if (wrong >= 0)
    fail('DATA', {
      who,
      what: `point ${wrong} of ${name} must be finite${logarithmic ? ' and above 0' : ''}`,
      received: points[wrong]!.map(String),
    });
}

export function checkBand(who: string, name: string, points: readonly Point[], band: readonly Interval[]): void {
  if (band.length !== points.length)
    fail('DATA', {
      who,
      what: `${name} must have one interval for each of its ${points.length} points`,
      received: band.length,
    });
  const wrong = band.findIndex(([low, high]) => !(Number.isFinite(low) && Number.isFinite(high) && low <= high));
  if (wrong >= 0)
    fail('DATA', {
      who,
      what: `interval ${wrong} of ${name} must be finite and in order`,
      received: band[wrong]!.map(String),
    });
}

/** Refuses an option that there is not; the names are complete by type. */
export function checkOptions<T extends object>(who: string, options: T, names: Readonly<Record<keyof T, 0>>): void {
  checkKeys(who, options, Object.keys(names));
}
