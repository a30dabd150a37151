/** The journeys as plain JSON, recorded once on the interpreter: for engines in other languages, which cannot run JavaScript. */
import { journeys } from '../journeys/index.ts';
import { levelOf, type Level } from '../levels.ts';
import { stepsOf, type JsonStep } from './recorder.ts';

export interface JsonJourney {
  /** As in a report. */
  readonly name: string;
  readonly level: Level;
  /** What is done, in this order. */
  readonly steps: readonly JsonStep[];
}

/** What {@link journeysToJson} returns. */
export interface JsonJourneys {
  readonly journeys: readonly JsonJourney[];
  /** The names of those that remain code: for these an engine has the harness. */
  readonly inCode: readonly string[];
}

/** Where one run is held to another, whose bits an engine is free to have otherwise, where memory is measured, and millions of elements. */
const IN_CODE = /^(a hundred runs|the same run gives|memory|large|in place|a run with masks from keys, twice)/;

/** What makes a file of a size that nobody reads. */
const MOST_CHARACTERS = 400_000;

/**
 * Every journey that steps can say: compile, write, run and read, and what must come of it. Refusals, memory, what is true of one run beside
 * another, and what is very large remain code.
 *
 * @example
 * ```ts
 * import { journeysToJson } from '@bernoulli/conformance';
 * const { journeys } = await journeysToJson();
 * journeys.find(({ name }) => name === 'journeys/a batch of none')?.steps[0]?.ask; // => 'compile'
 * ```
 */
export async function journeysToJson(): Promise<JsonJourneys> {
  const found: JsonJourney[] = [];
  const inCode: string[] = [];
  for (const { name: short, run } of journeys) {
    const name = `journeys/${short}`;
    const steps = IN_CODE.test(short) ? null : await stepsOf(run);
    if (steps === null || JSON.stringify(steps).length > MOST_CHARACTERS) inCode.push(name);
    else found.push({ name, level: levelOf(name), steps });
  }
  return { journeys: found, inCode };
}
