/** Runs the suite against a backend: as tests for a test runner, or into a report. */
import { BernoulliError, checkKeys, type Backend } from '@bernoulli/api/ir';
import type { CaseResult, Report } from './report.ts';
import { summarise } from './report.ts';
import { suite, type SuiteItem } from './suite.ts';

/** A case that a backend is known not to pass, and why. */
export interface KnownCase {
  /** Its full name, as in `erf/special values`. */
  readonly case: string;
  /** What stands in the way: the engine's limit, its version, the issue. */
  readonly reason: string;
  /** Names of the backends that it holds of, where one list serves several, as the engines of a package. Default: all. */
  readonly on?: readonly string[];
}

/** A known list: kept beside the backend, as `known` in `known.ts`. */
export type KnownList = readonly KnownCase[];

export interface ConformanceOptions {
  /** Strict: a listed case that passes, a name that no case has, and an empty reason are failures. */
  readonly known?: KnownList;
}

export interface RunOptions extends ConformanceOptions {
  /** Which cases to run: part of a name, or a test of it. */
  readonly filter?: string | ((name: string) => boolean);
}

/** One test, whatever the test runner. */
export interface ConformanceTest {
  readonly name: string;
  /** Resolves where the case holds, or fails as the known list says it does. */
  readonly run: () => Promise<void>;
}

/** The item that holds the known list itself to account. */
export const KNOWN_LIST = 'known list';

/** Names of all cases, in order. */
export function caseNames(): readonly string[] {
  return suite.map((item) => item.name);
}

/**
 * The suite as tests. The last one checks the known list.
 *
 * @example
 * ```ts
 * import { conformance } from '@bernoulli/conformance';
 * import { interpreter } from '@bernoulli/api/ir/interpret';
 * const tests = conformance(interpreter());
 * await tests.find((test) => test.name === 'add/plain')?.run();
 * ```
 */
export function conformance(backend: Backend, options: ConformanceOptions = {}): ConformanceTest[] {
  checkKeys('conformance', options, ['known']);
  const { known = [] } = options;
  const reasons = reasonsOf(known, backend);
  const tests = suite.map((item) => ({
    name: item.name,
    run: async (): Promise<void> => {
      const { status, message } = await runItem(item, backend, reasons);
      if (status === 'fail' || status === 'unsupported') throw new Error(`${item.name}: ${message}`);
    },
  }));
  const list = async (): Promise<void> => {
    const problem = problemOf(known, backend);
    if (problem !== null) throw new Error(problem);
  };
  return [...tests, { name: KNOWN_LIST, run: list }];
}

/** Runs the suite, one case after the other, and counts. The known list is an item of its own, so that totals add up. */
export async function runConformance(backend: Backend, options: RunOptions = {}): Promise<Report> {
  checkKeys('runConformance', options, ['known', 'filter']);
  const { known = [], filter } = options;
  const reasons = reasonsOf(known, backend);
  const chosen = (name: string): boolean =>
    filter === undefined || (typeof filter === 'string' ? name.includes(filter) : filter(name));
  const results: CaseResult[] = [];
  for (const item of suite) if (chosen(item.name)) results.push(await runItem(item, backend, reasons));
  const problem = problemOf(known, backend);
  const list = { name: KNOWN_LIST, group: KNOWN_LIST } as const;
  results.push(problem === null ? { ...list, status: 'pass' } : { ...list, status: 'fail', message: problem });
  return summarise(backend.name, results);
}

async function runItem(
  { name, group, run }: SuiteItem,
  backend: Backend,
  reasons: ReadonlyMap<string, string>,
): Promise<CaseResult> {
  const reason = reasons.get(name);
  try {
    await run(backend);
  } catch (error) {
    const message = error instanceof Error || BernoulliError.is(error) ? error.message : String(error);
    if (reason !== undefined) return { name, group, status: 'known', message, reason };
    return { name, group, status: isUnsupported(error) ? 'unsupported' : 'fail', message };
  }
  if (reason === undefined) return { name, group, status: 'pass' };
  return { name, group, status: 'fail', reason, message: `unexpected pass: take it off the known list (${reason})` };
}

function isUnsupported(error: unknown): boolean {
  return BernoulliError.is(error) && error.code === 'UNSUPPORTED';
}

/** What of a list is said of this backend. */
function ownOf(known: KnownList, { name }: Backend): KnownList {
  return known.filter(({ on }) => on === undefined || on.includes(name));
}

function reasonsOf(known: KnownList, backend: Backend): ReadonlyMap<string, string> {
  return new Map(ownOf(known, backend).map((entry) => [entry.case, entry.reason]));
}

function problemOf(known: KnownList, backend: Backend): string | null {
  const names = new Set(caseNames());
  const listed = ownOf(known, backend).map((entry) => entry.case);
  const problems = [
    ...known.filter((entry) => !names.has(entry.case)).map((entry) => `no case is named "${entry.case}"`),
    ...listed.filter((name, i) => listed.indexOf(name) !== i).map((name) => `"${name}" is listed twice`),
    ...known.filter((entry) => entry.reason.trim() === '').map((entry) => `"${entry.case}" has no reason`),
  ];
  return problems.length === 0 ? null : `the known list: ${problems.join('; ')}`;
}
