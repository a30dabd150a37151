/** Which figure to watch, and which way is better. */
import { atLeast, fail, listed, oneOf, text, type SettingsOf } from '../ir/index.ts';
import type { Logs } from '../metrics/logs.ts';

export interface MonitorConfig {
  /** Name of the figure. Default `'valLoss'`. */
  readonly monitor?: string | undefined;
  /**
   * Whether smaller or larger is better. Default `'auto'`: larger for names that end in accuracy, auc, precision, recall, score, iou,
   * similarity, sensitivity, specificity, truePositives or trueNegatives; smaller otherwise.
   */
  readonly mode?: 'auto' | 'min' | 'max' | undefined;
  /** How much better counts as better, from 0 up. Default 0. */
  readonly minDelta?: number | undefined;
}

/** The fields of {@link MonitorConfig}. */
export const monitorFields = {
  monitor: text('valLoss'),
  mode: oneOf(['auto', 'min', 'max'], 'auto'),
  minDelta: atLeast(0, 0),
};

/** Ends of the names of figures of which more is better. */
const upwards =
  /(accuracy|auc|precision|recall|score|iou|similarity|sensitivity|specificity|true(positives|negatives))$/i;

/** Keeps the best value seen. */
export class Monitor {
  readonly #who: string;
  readonly #name: string;
  readonly #sign: 1 | -1;
  readonly #minDelta: number;
  #best = Infinity;

  constructor(who: string, { monitor, mode, minDelta }: SettingsOf<typeof monitorFields>) {
    this.#who = who;
    this.#name = monitor;
    this.#sign = mode === 'max' || (mode === 'auto' && upwards.test(monitor)) ? -1 : 1;
    this.#minDelta = minDelta;
  }

  /** True when this epoch's figure is the best so far. */
  improves(logs: Logs): boolean {
    const measured = this.#measured(logs);
    if (!(measured < this.#best - this.#minDelta)) return false;
    this.#best = measured;
    return true;
  }

  /** True when this epoch's figure is better than a value. */
  beats(logs: Logs, value: number): boolean {
    return this.#measured(logs) < this.#sign * value - this.#minDelta;
  }

  #measured(logs: Logs): number {
    const value = logs[this.#name];
    if (value === undefined)
      fail('NAME', {
        who: this.#who,
        what: `there is no figure ${this.#name} to monitor`,
        hint: `There are ${listed(Object.keys(logs))}`,
      });
    return this.#sign * value;
  }

  reset(): void {
    this.#best = Infinity;
  }
}
