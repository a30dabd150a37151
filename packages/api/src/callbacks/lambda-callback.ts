/** A callback out of plain functions. */
import { callable, optional, readConfig, type Field } from '../ir/index.ts';
import type { Callback } from './callback.ts';

/** The functions to call; each may be left out. */
export type LambdaCallbackConfig = { readonly [K in keyof Callback]: Callback[K] | undefined };

function hook<K extends keyof Callback>(): Field<NonNullable<Callback[K]>, Callback[K] | undefined> {
  return optional(callable<NonNullable<Callback[K]>>());
}

const fields = {
  onTrainBegin: hook<'onTrainBegin'>(),
  onEpochBegin: hook<'onEpochBegin'>(),
  onBatchEnd: hook<'onBatchEnd'>(),
  onNonFinite: hook<'onNonFinite'>(),
  onEpochEnd: hook<'onEpochEnd'>(),
  onTrainEnd: hook<'onTrainEnd'>(),
};

/**
 * Calls the functions that it is given at the moments that they are named after. An object with these methods is a callback
 * by itself; here a misspelt name is an error.
 *
 * @throws BernoulliError `CONFIG` for a name that is no such moment, and for what is not a function.
 * @example
 * ```ts
 * import { LambdaCallback } from '@bernoulli/api';
 * const seen: number[] = [];
 * const callback = new LambdaCallback({ onEpochEnd: (epoch, { loss }) => void seen.push(epoch, loss) });
 * typeof callback.onEpochEnd; // => 'function'
 * ```
 */
export class LambdaCallback implements Callback {
  readonly onTrainBegin?: NonNullable<Callback['onTrainBegin']>;
  readonly onEpochBegin?: NonNullable<Callback['onEpochBegin']>;
  readonly onBatchEnd?: NonNullable<Callback['onBatchEnd']>;
  readonly onNonFinite?: NonNullable<Callback['onNonFinite']>;
  readonly onEpochEnd?: NonNullable<Callback['onEpochEnd']>;
  readonly onTrainEnd?: NonNullable<Callback['onTrainEnd']>;

  constructor(config: LambdaCallbackConfig) {
    Object.assign(this, readConfig('LambdaCallback', config, fields));
  }
}
