/** Sets a report beside an earlier one and finds what has become worse. */
import { kerasJax, layersWasm, torch } from './contenders/index.ts';
import { resultOf, type Report, type Result } from './results.ts';
import { ratios, spreadOf, type Spread } from './statistics.ts';

/** One of our rows in both reports. */
export interface Change {
  readonly work: string;
  readonly contender: string;
  /** Whose time both are divided by, so that machines may differ; `null`: milliseconds as they are, on one kind of machine. */
  readonly reference: string | null;
  readonly before: Spread;
  readonly now: Spread;
  /** Time now over time before. */
  readonly ratio: number;
  readonly worse: boolean;
}

/** Whom rows are set against, the first that both reports have. */
const references = [kerasJax, torch, layersWasm];

/** How much slower counts. Less is what one run differs from the next by. */
export const tolerance = 1.1;

/** Rows that either report lacks, or that have nothing to be compared by, are left out. */
export function changes(before: Report, now: Report): Change[] {
  const alike = before.machine.processor === now.machine.processor && before.machine.node === now.machine.node;
  return now.results.flatMap((result) => {
    const old = resultOf(before.results, result.work, result.contender);
    if (!result.ours || old === undefined) return [];
    const reference = references.find(
      (name) => resultOf(before.results, result.work, name) && resultOf(now.results, result.work, name),
    );
    if (reference === undefined && !alike) return [];
    const [then, today] = [relative(before, old, reference), relative(now, result, reference)];
    const ratio = today.median / then.median;
    // Worse by more than the tolerance, and the quartiles do not overlap: neither a small step nor a wide spread is news.
    const worse = ratio > tolerance && today.low > then.high;
    return [
      {
        work: result.work,
        contender: result.contender,
        reference: reference ?? null,
        before: then,
        now: today,
        ratio,
        worse,
      },
    ];
  });
}

function relative({ results }: Report, { work, rounds }: Result, reference: string | undefined): Spread {
  if (reference === undefined) return spreadOf(rounds);
  return spreadOf(ratios(rounds, resultOf(results, work, reference)!.rounds));
}
