/** The suite's own proof: wrong backends are caught, each by a case whose job it is, and right ones that differ are not. */
import { conformance } from '@bernoulli/conformance';
import { describe, expect, it } from 'vitest';
import { byPlace } from './mutants/by-place.ts';
import { folding } from './mutants/folding.ts';
import { legal } from './mutants/legal.ts';
import { caughtBy } from './mutants/mutant.ts';
import { numbers } from './mutants/numbers.ts';
import { programs } from './mutants/programs.ts';
import { randomness } from './mutants/randomness.ts';
import { names } from './mutants/names.ts';
import { ownership } from './mutants/ownership.ts';
import { pairs } from './mutants/pairs.ts';
import { time } from './mutants/time.ts';
import { use } from './mutants/use.ts';

const rooms = { byPlace, numbers, use, programs, randomness, folding, ownership, time, names, pairs };

describe.each(Object.entries(rooms))('a wrong backend is caught: %s', (_, mutants) => {
  it.each(mutants.map((mutant) => [mutant.name, mutant] as const))('%s', async (__, mutant) => {
    expect(await caughtBy(mutant)).not.toBeNull();
  });
});

it('there are more than nine hundred of them, each under a name of its own', () => {
  const all = Object.values(rooms).flatMap((mutants) => mutants.map(({ name }) => name));
  expect(new Set(all).size).toBe(all.length);
  expect(all.length).toBeGreaterThan(900);
});

/** Without the large ones, which take the interpreter seconds. */
const quick = (name: string): boolean =>
  !/^journeys\/(large|in place)|131101|long|many (rows|columns|matrices|indices|updates)|3 x 211|367/.test(name);

describe.each(Object.entries(legal))('a right backend passes: %s', (_, make) => {
  it('every case', async () => {
    const failed: string[] = [];
    for (const { name, run } of conformance(make()))
      if (quick(name)) await run().catch((error: Error) => failed.push(`${name}: ${error.message}`));
    expect(failed).toEqual([]);
  }, 120_000);
});
