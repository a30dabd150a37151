/** What is no error, since the work is done, but not as well as it could be. */
import { describe, type Problem } from './errors.ts';

const told = /* @__PURE__ */ new Set<string>();

/** Says it on the console, in the words of an error. */
export function warn(problem: Problem): void {
  // oxlint-disable-next-line eslint/no-console -- no error: the work is done
  console.warn(describe(problem));
}

/** Says it once for the whole process. */
export function warnOnce(problem: Problem): void {
  const message = describe(problem);
  if (told.has(message)) return;
  told.add(message);
  warn(problem);
}
