/** Who was not timed, and why: a line for each reason. */
import type { Absence } from '../results.ts';

export function absentees(absences: readonly Absence[]): string {
  const reasons = new Map<string, Set<string>>();
  for (const { contender, work, reason, failed } of absences) {
    const key = `${failed ? 'failed' : 'absent'}: ${contender}: ${reason}`;
    reasons.set(key, (reasons.get(key) ?? new Set()).add(work));
  }
  return [...reasons].map(([key, works]) => `${key} (${[...works].join('; ')})`).join('\n');
}
