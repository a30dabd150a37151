/** The place of an error in the module tree, where it does not name one yet. */
import { BernoulliError, type Problem } from '../ir/index.ts';

/** The error with the place added; any other error as it is. */
export function placed(error: unknown, path: string): unknown {
  if (!BernoulliError.is(error) || error.problem.at !== undefined) return error;
  return restated(error, { at: path });
}

/** The error with parts of its message changed; it still points at the line that threw it. */
export function restated(error: BernoulliError, parts: Partial<Problem>): BernoulliError {
  const made = new BernoulliError(error.code, { ...error.problem, ...parts }, { cause: error });
  if (error.stack !== undefined) made.stack = error.stack.replace(error.message, made.message);
  return made;
}
