/** Which cases of a file this library can run: its own tables decide, so that files may name what is not built yet. */
import { BernoulliError } from '@bernoulli/api/ir';
import { expect, it } from 'vitest';

/** False where the library says that it has no such class, name, setting or choice. Any other error is the test's to meet. */
export function isKnown(make: () => unknown): boolean {
  try {
    make();
    return true;
  } catch (error) {
    if (!BernoulliError.is(error)) return true;
    return error.code !== 'NAME' && !/there is no setting|must be one of/.test(error.message);
  }
}

/** What a file lists, what of it runs, and what to call the rest. */
interface Listed<C> {
  readonly of: readonly C[];
  readonly run?: readonly C[];
  readonly label?: (left: C) => string;
}

/** A test whose name says how many cases run and what the others are. A file without any case tests nothing, and fails. */
export function tally<C>({ of: cases, run = cases, label = () => 'others' }: Listed<C>): void {
  const left: Record<string, number> = {};
  for (const c of cases) if (!run.includes(c)) left[label(c)] = (left[label(c)] ?? 0) + 1;
  const rest = Object.entries(left).map(([name, count]) => (count === 1 ? name : `${name} ×${count}`));
  const others = rest.length === 0 ? '' : `; not these: ${rest.sort().join(', ')}`;
  it(`runs ${run.length} of ${cases.length} cases${others}`, () => expect(cases.length).toBeGreaterThan(0));
}
