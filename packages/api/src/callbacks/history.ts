/** What was seen, epoch by epoch. */
import { importInstalled } from '../config/installed-package.ts';
import { BernoulliError } from '../ir/index.ts';
import type { Logs } from '../metrics/logs.ts';
import type { Callback } from './callback.ts';

/** How a history is drawn. */
export interface HistoryChartOptions {
  /** Default `'Training'`. */
  readonly title?: string | undefined;
  readonly subtitle?: string | undefined;
  /** Figures to show, without those of validation, which stand beside them. Default: all. */
  readonly figures?: readonly string[] | undefined;
  /** Light, dark, or as whoever looks at it prefers. Default `'auto'`. */
  readonly theme?: 'auto' | 'light' | 'dark' | undefined;
  /** In pixels. Default 760. */
  readonly width?: number | undefined;
  /** In pixels. Default: so that the figures have room. */
  readonly height?: number | undefined;
}

/** What is asked of the package that draws. */
interface Charts {
  historyChart(history: History, options?: HistoryChartOptions): string;
}

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

  /**
   * The figures over the epochs as SVG text, drawn by the package `@bernoulli/charts`, which must be installed. In a bundled page call its
   * `historyChart(history)` instead: a bundler cannot see what is looked up at run time.
   *
   * @throws BernoulliError `STATE` where the package cannot be loaded; `DATA` for a history without an epoch; `NAME` for a figure that it
   * does not have.
   */
  async toSvg(options?: HistoryChartOptions): Promise<string> {
    const charts = '@bernoulli/charts';
    let loaded: Charts;
    try {
      loaded = (await importInstalled(charts)) as Charts;
    } catch (cause) {
      const what = `${charts}, which draws, cannot be loaded: ${(cause as Error).message.split('\n')[0]}`;
      throw new BernoulliError('STATE', { who: 'toSvg', what, hint: `Run npm install ${charts}` }, { cause });
    }
    return loaded.historyChart(this, options);
  }
}
