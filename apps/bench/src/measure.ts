/** Times contenders side by side: a process each, rounds in turn, so that a slow minute hits all alike. */
import { setTimeout as sleep } from 'node:timers/promises';
import { commandOf, type Contender } from './contenders/index.ts';
import { ContenderProcess } from './process/contender-process.ts';
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
  readonly timed: ContenderProcess;
  readonly prepared: Prepared;
  readonly rounds: number[];
  peak: number;
}

/** Milliseconds in which threads that spin for more work come to rest before the next process is timed. */
const REST = 60;

/**
 * One after the other is made ready, then all take their rounds in turn. Whoever fails is left out from there on, and does not keep
 * the others from being timed.
 */
export async function measure(entries: readonly Entry[], effort: Effort, python: string): Promise<Measured> {
  const started: ContenderProcess[] = [];
  let running: Running[] = [];
  const absent: Absence[] = [];
  const leaveOut = ({ work, contender }: Entry, reason: string, failed: boolean): void => {
    absent.push({ contender: contender.name, work: work.name, reason, failed });
  };
  try {
    for (const { work, contender } of entries) {
      const timed = new ContenderProcess(commandOf(contender, python));
      started.push(timed);
      const { program, options } = contender;
      const request = { prepare: { program, options, job: work.job, warmUp: effort.warmUp } };
      const prepared = await timed.prepare(request).catch(({ message }: Error) => ({ failed: message }));
      if ('failed' in prepared) leaveOut({ work, contender }, prepared.failed, true);
      else if ('absent' in prepared) leaveOut({ work, contender }, prepared.absent, false);
      else running.push({ work, contender, timed, prepared, rounds: [], peak: 0 });
      if ('failed' in prepared || 'absent' in prepared) await timed.end();
    }
    for (let round = 0; round < effort.rounds; round++)
      for (const entry of running) {
        await sleep(REST);
        try {
          const { each, peak } = await entry.timed.round(effort.atLeast);
          entry.rounds.push(each);
          entry.peak = peak;
        } catch (error) {
          leaveOut(entry, error instanceof Error ? error.message : String(error), true);
          running = running.filter((other) => other !== entry);
        }
      }
  } finally {
    for (const timed of started) await timed.end();
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
