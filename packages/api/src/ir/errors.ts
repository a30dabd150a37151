/** How we fail: one error class, a code a program can test, a message a person can act on. */
import { oneLine, show } from './show.ts';

/** What kind of thing went wrong. Stable; the message may be reworded, the code may not. */
export type ErrorCode =
  /** Shapes do not fit together. */
  | 'SHAPE'
  /** A value has another dtype than the one asked for. */
  | 'DTYPE'
  /** A configuration value is outside its range, or of the wrong kind. */
  | 'CONFIG'
  /** Training or prediction data is unusable: empty, unequal lengths, bad labels. */
  | 'DATA'
  /** A name (layer, weight, site, state, backend) is unknown or used twice. */
  | 'NAME'
  /** The loss or a gradient stopped being finite. */
  | 'NON_FINITE'
  /** The backend lacks an operation of the graph. */
  | 'UNSUPPORTED'
  /** A backend or engine package is missing, foreign or too old. */
  | 'BACKEND'
  /** A graph breaks the rules of the IR. */
  | 'GRAPH'
  /** A file is truncated, malformed or hostile. */
  | 'FORMAT'
  /** The system refused to read or write a file. The reason is the error's `cause`. */
  | 'FILE'
  /** Something was used after `dispose`, or before it was ready. */
  | 'STATE'
  /** The caller's `AbortSignal` fired. */
  | 'ABORTED';

/** The parts of a message, in the order they are read. */
export interface Problem {
  /** Who speaks: a class name, an op name, a function name. */
  readonly who: string;
  /** The place in the module tree, as in `simpleNet/dropout`. */
  readonly at?: string | undefined;
  /** What must hold, or what is wrong: a clause without a full stop. */
  readonly what: string;
  /** What was received instead. Printed as given for strings, as JSON otherwise; of both, no more than a line. */
  readonly received?: unknown;
  /** What to do about it: a sentence without a full stop, or a question. */
  readonly hint?: string | undefined;
}

const marker: unique symbol = Symbol.for('bernoulli.error') as never;

/**
 * The one error class of the library.
 *
 * @example
 * ```ts
 * import { BernoulliError } from '@bernoulli/api/ir';
 * const e = new BernoulliError('CONFIG', {
 *   who: 'Dropout', at: 'simpleNet/dropout', what: 'rate must be in [0, 1]', received: 1.5,
 * });
 * e.message; // => 'Dropout at simpleNet/dropout: rate must be in [0, 1]. Received 1.5.'
 * ```
 */
export class BernoulliError extends Error {
  override readonly name = 'BernoulliError';
  readonly [marker] = true;
  readonly code: ErrorCode;
  readonly problem: Problem;

  constructor(code: ErrorCode, problem: Problem, options?: ErrorOptions) {
    super(describe(problem), options);
    this.code = code;
    this.problem = problem;
  }

  /** True for our errors, also when they come from another copy of the package. */
  static is(value: unknown): value is BernoulliError {
    return typeof value === 'object' && value !== null && (value as { [marker]?: boolean })[marker] === true;
  }
}

/** Letters of each part of a message. What it lists may be long; what comes from a file or a user must not make it endless. */
const LONGEST_PART = 4000;

/** The message of a problem. */
export function describe({ who, at, what, received, hint }: Problem): string {
  const part = (text: string): string => oneLine(text, LONGEST_PART);
  let message = at ? `${part(who)} at ${part(at)}: ${part(what)}.` : `${part(who)}: ${part(what)}.`;
  if (received !== undefined) message += ` Received ${show(received)}.`;
  if (hint !== undefined) message += ` ${part(hint)}${hint.endsWith('?') ? '' : '.'}`;
  return message;
}

/** Throws a {@link BernoulliError}. Typed `never`, so that it can stand in an expression. */
export function fail(code: ErrorCode, problem: Problem): never {
  throw new BernoulliError(code, problem);
}
