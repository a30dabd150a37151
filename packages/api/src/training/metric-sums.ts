/** Figures of an epoch: what the batches said, added up in double precision. */
import type { Metric } from '../metrics/index.ts';
import type { Logs } from '../metrics/logs.ts';
import type { Arrays } from '../runtime/seeded-inputs.ts';
import { statisticName } from '../programs/train.ts';

/** One of a metric's statistics: where it comes out, and its sum. */
interface Statistic {
  readonly output: string;
  readonly sum: Float64Array;
}

export class MetricSums {
  /** Asked only once there are outputs: a model that learns its shapes from the first batch knows its metrics only then. */
  readonly #metrics: () => readonly Metric[];
  /** Sums of the statistics of each metric, by name. */
  readonly #sums: Record<string, Float64Array>[] = [];
  /** Empty until the first batch is there. */
  #statistics: readonly Statistic[] = [];
  #loss = 0;
  #rows = 0;

  constructor(metrics: () => readonly Metric[]) {
    this.#metrics = metrics;
  }

  /** Adds a batch: its outputs, its mean loss, its number of rows. */
  add(outputs: Arrays, loss: number, rows: number): void {
    if (this.#rows === 0) this.#statistics = this.#open(outputs);
    this.#loss += loss * rows;
    this.#rows += rows;
    for (const { output, sum } of this.#statistics) {
      const values = outputs[output]!;
      for (let i = 0; i < sum.length; i++) sum[i]! += values[i]!;
    }
  }

  #open(outputs: Arrays): Statistic[] {
    return this.#metrics().flatMap((_, i) => {
      const prefix = statisticName(i, '');
      const statistics = Object.entries(outputs)
        .filter(([output]) => output.startsWith(prefix))
        .map(([output, { length }]) => ({ output, sum: new Float64Array(length) }));
      this.#sums[i] = Object.fromEntries(statistics.map(({ output, sum }) => [output.slice(prefix.length), sum]));
      return statistics;
    });
  }

  /** The figures so far, none before the first batch; names carry the prefix `val` in validation, as in `valLoss`. */
  logs(prefix: '' | 'val' = ''): Logs {
    const named = (name: string): string => (prefix === '' ? name : prefix + name[0]!.toUpperCase() + name.slice(1));
    if (this.#rows === 0) return {};
    const logs: Logs = { [named('loss')]: this.#loss / this.#rows };
    this.#metrics().forEach((metric, i) => (logs[named(metric.name)] = metric.result(this.#sums[i]!)));
    return logs;
  }
}
