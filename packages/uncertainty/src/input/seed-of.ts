/** Seeds of many trainings out of one. */
import { siteKey } from '@bernoulli/api/random';

/** A seed of 64 bits for the i-th training of a place. */
export function seedOf(seed: number | bigint, place: string, i: number): bigint {
  const [high, low] = siteKey(seed, place, i);
  return (BigInt(high) << 32n) | BigInt(low);
}
