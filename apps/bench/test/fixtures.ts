/** Reports with made-up figures. */
import type { Report, Result } from '../src/results.ts';

export function result(work: string, contender: string, rounds: readonly number[], ours = true): Result {
  return { work, contender, ours, rounds, first: 100, threads: 2, peak: 2 ** 27 };
}

export function report(results: readonly Result[], more: Partial<Report> = {}): Report {
  return {
    format: 1,
    machine: { processor: 'A', cores: 2, memoryGiB: 8, system: 'Linux', node: 'v20.20.2' },
    rounds: 3,
    quick: false,
    versions: {},
    absent: [],
    results,
    singles: [],
    ...more,
  };
}
