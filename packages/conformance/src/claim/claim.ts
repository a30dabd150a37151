/** A claim: what a backend passes of which suite, in a form that anybody can check. Plain data. */
import type { BackendDetails } from '@bernoulli/api/ir';
import { levels, type LevelResult } from '../levels.ts';
import type { CaseResult, Report, Totals } from '../report.ts';

/** Which suite: another hash is another suite. */
export interface SuiteVersion {
  /** Of `cases.json`. */
  readonly format: number;
  readonly irVersion: number;
  /** SHA-256 of `cases.json` and the names of all cases. */
  readonly data: string;
}

/** Whose claim it is, and where the suite ran. */
export interface Claimant {
  /** Of the backend's package, or what an engine says of itself. */
  readonly version: string;
  readonly details?: BackendDetails | undefined;
  /** As in `2026-11-30`. */
  readonly date: string;
  /** As in `Node 22.11.0, linux x64`. */
  readonly machine: string;
}

export interface Claim extends Claimant {
  readonly format: 1;
  readonly suite: SuiteVersion;
  readonly backend: string;
  readonly levels: readonly LevelResult[];
  readonly totals: Totals;
  readonly groups: Readonly<Record<string, Totals>>;
  /** Every case that does not simply pass; those that are not here do. */
  readonly others: readonly CaseResult[];
}

/** A report of the whole suite as a claim. */
export function toClaim(report: Report, suite: SuiteVersion, claimant: Claimant): Claim {
  const { backend, totals, groups, results } = report;
  const { version, details, date, machine } = claimant;
  return {
    format: 1,
    suite,
    backend,
    version,
    ...(details === undefined ? {} : { details }),
    date,
    machine,
    levels: levels(report),
    totals,
    groups,
    others: results.filter(({ status }) => status !== 'pass'),
  };
}
