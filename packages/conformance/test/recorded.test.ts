/** The journeys as data are the journeys: right backends pass them, however they differ, and wrong ones do not. */
import { caseNames, journeysToJson, playJourney } from '@bernoulli/conformance';
import { interpreter } from '@bernoulli/api/ir/interpret';
import { describe, expect, it } from 'vitest';
import { legal } from './mutants/legal.ts';
import { programs } from './mutants/programs.ts';
import type { Backend } from '@bernoulli/api/ir';

// What is played is what a file of it says.
const { journeys, inCode } = JSON.parse(JSON.stringify(await journeysToJson())) as Awaited<
  ReturnType<typeof journeysToJson>
>;

async function failuresOf(backend: Backend): Promise<string[]> {
  const failed: string[] = [];
  for (const journey of journeys)
    await playJourney(backend, journey).catch((error: Error) => failed.push(`${journey.name}: ${error.message}`));
  return failed;
}

/** Whether some journey fails. */
async function isCaught(backend: Backend): Promise<boolean> {
  for (const journey of journeys) {
    try {
      await playJourney(backend, journey);
    } catch {
      return true;
    }
  }
  return false;
}

describe('journeys as data', () => {
  it('are, with those in code, all journeys, and most of them', () => {
    const all = [...journeys.map(({ name }) => name), ...inCode].sort();
    expect(all).toEqual(
      caseNames()
        .filter((name) => name.startsWith('journeys/'))
        .sort(),
    );
    expect(journeys.length).toBeGreaterThan(60);
  });

  it.each(Object.entries({ ...legal, interpreter }))('pass on a right backend: %s', async (_, make) => {
    expect(await failuresOf(make())).toEqual([]);
  });

  it('find wrong backends', async () => {
    const some = programs.filter((_, i) => i % 8 === 0);
    const missed: string[] = [];
    for (const { name, make } of some) if (!(await isCaught(make()))) missed.push(name);
    expect(missed).toEqual([]);
  }, 120_000);
});
