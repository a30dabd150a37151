/** Says of an error in the data that it is in `validationData`: the training data has the same names. */
import { BernoulliError, type ErrorCode } from '../ir/index.ts';

/** What may be wrong with data that is handed in. */
const ofData: readonly ErrorCode[] = ['SHAPE', 'DTYPE', 'DATA', 'NAME'];

/** Calls `work`, and names `validationData` in what it fails with. */
export function inValidation<T>(work: () => T): T {
  try {
    const result = work();
    return result instanceof Promise ? (result.catch(blame) as T) : result;
  } catch (error) {
    return blame(error);
  }
}

function blame(error: unknown): never {
  if (!BernoulliError.is(error) || !ofData.includes(error.code)) throw error;
  const { problem, code } = error;
  throw new BernoulliError(code, { ...problem, what: `in validationData, ${problem.what}` }, { cause: error });
}
