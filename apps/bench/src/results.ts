/** What was measured, as it is written to a file and read again. */
import { readFileSync } from 'node:fs';
import type { Machine } from './machine.ts';

/** One contender at one work. */
export interface Result {
  readonly work: string;
  readonly contender: string;
  readonly ours: boolean;
  /** Milliseconds per unit of work, one number per round. */
  readonly rounds: readonly number[];
  /** Milliseconds of the first pass of a fresh process, which compiles. */
  readonly first: number;
  readonly threads: number;
  /** The most memory its process held, data included, in bytes. */
  readonly peak: number;
}

/** A figure that is counted or taken once per process rather than timed in rounds. */
export interface Single {
  readonly name: string;
  readonly contender: string;
  readonly unit: string;
  readonly value: number;
}

/** A contender that took no part in a work. */
export interface Absence {
  readonly contender: string;
  readonly work: string;
  readonly reason: string;
  /** It broke down, rather than lacking what it needs. */
  readonly failed: boolean;
}

export interface Report {
  readonly format: 1;
  readonly machine: Machine;
  readonly rounds: number;
  readonly quick: boolean;
  readonly versions: Readonly<Record<string, string>>;
  readonly absent: readonly Absence[];
  readonly results: readonly Result[];
  readonly singles: readonly Single[];
}

export function resultOf(results: readonly Result[], work: string, contender: string): Result | undefined {
  return results.find((r) => r.work === work && r.contender === contender);
}

/** @throws Error that names the file, where it is not a report of this bench. */
export function readReport(file: string): Report {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new Error(`${file} cannot be read as a report: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
  if (!isReport(value)) throw new Error(`${file} is not a report that "npm run bench -- --json FILE" wrote.`);
  return value;
}

function isReport(value: unknown): value is Report {
  const { format, machine, results, singles } = (value ?? {}) as Partial<Report>;
  return (
    format === 1 &&
    typeof machine === 'object' &&
    Array.isArray(singles) &&
    Array.isArray(results) &&
    results.every(
      (r) =>
        typeof r?.work === 'string' &&
        typeof r.contender === 'string' &&
        Array.isArray(r.rounds) &&
        r.rounds.length > 0,
    )
  );
}
