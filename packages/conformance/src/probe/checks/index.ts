/** All laws, in the order in which they are told. */
import type { Check } from './check.ts';
import { again, elements, seeds, sharing, sites, steps } from './draws.ts';
import { badRates, inference, keepRate, notANumber, rateOne, rateZero, scale } from './rates.ts';

export const checks: readonly Check[] = [
  keepRate,
  scale,
  inference,
  elements,
  sharing,
  steps,
  sites,
  seeds,
  again,
  rateZero,
  rateOne,
  badRates,
  notANumber,
];
