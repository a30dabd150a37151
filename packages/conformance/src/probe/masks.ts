/** Outputs as masks: what was kept, and the tests of kept elements that all checks share. */
import { binomialTail } from './binomial.ts';

/** Ones and zeros. */
export type Mask = Uint8Array;

/** The probability that a right library fails one test. A probe makes fewer than a thousand. */
export const FALSE_ALARM = 1e-9;

/** What was kept of an input without zeros. */
export function maskOf(outputs: ArrayLike<number>): Mask {
  return Uint8Array.from({ length: outputs.length }, (_, i) => (outputs[i] === 0 ? 0 : 1));
}

export function keptIn(mask: Mask): number {
  let kept = 0;
  for (const bit of mask) kept += bit;
  return kept;
}

/** The tests that a probe makes, counted. */
export class Tests {
  count = 0;

  /** Whether a count is one that fair coins give. */
  isLikely(count: number, n: number, p: number): boolean {
    this.count++;
    return binomialTail(count, n, p) >= FALSE_ALARM;
  }

  /** Whether two masks of rate 0.5 know nothing of each other: where they agree is a coin for each element. */
  areApart(a: Mask, b: Mask): boolean {
    let agree = 0;
    for (let i = 0; i < a.length; i++) agree += a[i] === b[i] ? 1 : 0;
    return this.isLikely(agree, a.length, 0.5);
  }
}

/** The elements at places that a choice takes, of both of its sides. */
export function halves(mask: Mask, isSecond: (place: number) => boolean): readonly [Mask, Mask] {
  return [mask.filter((_, i) => !isSecond(i)), mask.filter((_, i) => isSecond(i))];
}
