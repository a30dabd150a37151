/** Choices from a stream of the house's own generator, for random programs. */
import { fillUniform, key } from '@bernoulli/api/ir';

export function chooser(seed: number) {
  const draws = new Float32Array(4096);
  fillUniform(key(seed), draws);
  let at = 0;
  const below = (n: number): number => Math.floor(draws[at++ % draws.length]! * n);
  return { below, of: <T>(items: readonly T[]): T => items[below(items.length)]! };
}
