/** What was seen, epoch by epoch. */
import type { Logs } from '../metrics/logs.ts';
import type { Callback } from './callback.ts';

/**
 * The record that `fit` returns.
 *
 * @example
 * ```ts
 * import { History } from '@bernoulli/api';
 * const h = new History();
 * h.onEpochEnd(0, { loss: 0.5 });
 * h.history; // => { loss: [0.5] }
 * ```
 */
export class History implements Callback {
  /** Epoch numbers, from 0. */
  readonly epoch: number[] = [];
  /** One array per figure, one element per epoch. */
  readonly history: Record<string, number[]> = {};

  onEpochEnd(epoch: number, logs: Logs): void {
    this.epoch.push(epoch);
    for (const [name, value] of Object.entries(logs)) (this.history[name] ??= []).push(value);
  }
}
