/** What is kept is scaled by the probability that the grid of the uniform numbers really draws, also where that is small. */
import { Dropout, type DropoutConfig } from '@bernoulli/api';
import { drawnProbability } from '@bernoulli/api/random';
import { describe, expect, it } from 'vitest';
import { DropoutSite } from './dropout-site.ts';

/** The share of the numbers k · 2⁻²³ below p, counted. */
function counted(p: number): number {
  const rounded = Math.fround(p);
  let below = 0;
  for (let k = 0; k < 2 ** 23; k++) if (k / 2 ** 23 < rounded) below++;
  return below / 2 ** 23;
}

const rates = [0.5, 0.25, 0.1, 1 / 3, 0.9, 0.999, 0.999999, 1 - 2 ** -23, 1 - 1e-9];
const forms: Readonly<Record<string, (rate: number) => DropoutConfig>> = {
  'a number': (rate) => ({ rate }),
  'one for each unit': (rate) => ({ rate: [rate, 0.5] }),
  'a schedule': (rate) => ({ rate: () => rate }),
};

describe.each(rates)('rate %d', (rate) => {
  const keep = counted(1 - rate);

  it('is drawn as drawnProbability says', () => expect(drawnProbability(1 - rate)).toBe(keep));

  it.each(Object.keys(forms))('as %s scales by 1 / that, so that the mean stays', (form) => {
    const layer = new Dropout(forms[form]!(rate));
    const { y, gradient } = new DropoutSite(layer, [1, 2], { given: true }).run({ noise: [1, 0] });
    const scale = Math.fround(1 / keep);
    expect([...y.data]).toEqual([scale, 0]);
    expect([...gradient.data]).toEqual([scale, 0]);
    expect(layer.moments(3)).toEqual({ mean: 3, variance: (9 * (1 - keep)) / keep });
  });

  it('has the law of that', () => {
    const site = new DropoutSite(new Dropout({ rate }), [1, 2]);
    expect(site.logProbability([1, 1])).toBeCloseTo(2 * Math.log(keep), 5);
    expect(site.logProbability([0, 0])).toBeCloseTo(2 * Math.log1p(-keep), 5);
  });
});

it('keeps the bits of usual rates', () => {
  for (const p of [0, 0.125, 0.25, 0.5, 0.75, 1]) expect(drawnProbability(p)).toBe(p);
});
