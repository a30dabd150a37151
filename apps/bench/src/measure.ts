/** Times contenders side by side: a process each, rounds in turn, so that a slow minute hits all alike. */
import { setTimeout as sleep } from 'node:timers/promises';
import { commandOf, type Contender } from './contenders.ts';
import { Contestant, ContestantError } from './process/contestant.ts';
import type { Prepared } from './process/protocol.ts';
import type { Absence, Result } from './results.ts';
import type { Work } from './work.ts';

export interface Effort {
  readonly rounds: number;
  /** Milliseconds of passes that are not counted: engines and compilers go on improving for a thousand steps. */
  readonly warmUp: number;
  /** Milliseconds that a round lasts at least: a short one would measure how a process wakes up. */
  readonly atLeast: number;
}

export interface Measured {
  readonly results: readonly Result[];
  readonly versions: Readonly<Record<string, string>>;
  readonly absent: readonly Absence[];
}

export interface Entry {
  readonly work: Work;
  readonly contender: Contender;
}

interface Running extends Entry {
  readonly contestant: Contestant;
  readonly prepared: Prepared;
  readonly rounds: number[];
  peak: number;
}

/** Milliseconds in which threads that spin for more work come to rest before the next process is timed. */
const REST = 60;

/** One after the other is made ready, then all take their rounds in turn. */
export async function measure(entries: readonly Entry[], effort: Effort, python: string): Promise<Measured> {
  const started: Contestant[] = [];
  const running: Running[] = [];
  const absent: Absence[] = [];
  try {
    for (const { work, contender } of entries) {
      const contestant = new Contestant(commandOf(contender, python));
      started.push(contestant);
      const { family, options } = contender;
      const prepared = await contestant
        .prepare({ prepare: { family, options, job: work.job, warmUp: effort.warmUp } })
        // A peer that does not start must not keep the others from being timed. One of ours must not get away with it.
        .catch(contender.ours ? blame(work, contender) : ({ message }: Error) => ({ absent: message }));
      if ('absent' in prepared) {
        absent.push({ contender: contender.name, work: work.name, reason: prepared.absent });
        await contestant.end();
      } else running.push({ work, contender, contestant, prepared, rounds: [], peak: 0 });
    }
    for (let round = 0; round < effort.rounds; round++)
      for (const entry of running) {
        await sleep(REST);
        const { each, peak } = await entry.contestant.round(effort.atLeast).catch(blame(entry.work, entry.contender));
        entry.rounds.push(each);
        entry.peak = peak;
      }
  } finally {
    for (const contestant of started) await contestant.end();
  }
  return {
    results: running.map(({ work, contender, prepared, rounds, peak }) => ({
      work: work.name,
      contender: contender.name,
      ours: contender.ours,
      rounds,
      first: prepared.first,
      threads: prepared.threads,
      peak,
    })),
    versions: Object.fromEntries(
      running.flatMap(({ contender, prepared: { version } }) =>
        version === undefined ? [] : [[contender.name, version]],
      ),
    ),
    absent,
  };
}

/** Says whose process failed, and at what. */
function blame(work: Work, contender: Contender): (error: Error) => never {
  return (error) => {
    throw new ContestantError(`${contender.name}, ${work.name}: ${error.message}`);
  };
}
