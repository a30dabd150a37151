/** Errors on their way from one thread to the other. */
import { BernoulliError } from '@bernoulli/api/ir';
import type { Failure } from './messages.ts';

export function toFailure(error: unknown): Failure {
  const message = error instanceof Error ? error.message : String(error);
  if (!BernoulliError.is(error)) return { message };
  const { received, ...problem } = error.problem;
  // Not all that was received can be sent on.
  return {
    message,
    code: error.code,
    problem: received === undefined ? problem : { ...problem, received: String(received) },
  };
}

export function fromFailure({ message, code, problem }: Failure): Error {
  return code === undefined || problem === undefined
    ? new BernoulliError('BACKEND', { who: 'onnx', what: `the worker failed: ${message}` })
    : new BernoulliError(code, problem);
}
