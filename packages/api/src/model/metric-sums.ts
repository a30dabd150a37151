/** Figures of an epoch: what the batches said, added up in double precision. */
import type { TensorData } from '../ir/index.ts';
import type { Metric } from '../metrics/index.ts';
import { statisticName } from './train-program.ts';

/** Figures by name, as in `{ loss: 0.3, accuracy: 0.9 }`. */
export type Logs = Record<string, number>;

export class MetricSums {
  /** Asked only once there are outputs: a model that learns its shapes from the first batch knows its metrics only then. */
  readonly #metrics: () => readonly Metric[];
  readonly #sums: Record<string, Float64Array>[] = [];
  #loss = 0;
  #rows = 0;

  constructor(metrics: () => readonly Metric[]) {
    this.#metrics = metrics;
  }

  /** Adds a batch: its outputs, its mean loss, its number of rows. */
  add(outputs: Readonly<Record<string, TensorData>>, loss: number, rows: number): void {
    this.#loss += loss * rows;
    this.#rows += rows;
    this.#metrics().forEach((_, i) => {
      const prefix = statisticName(i, '');
      const sums = (this.#sums[i] ??= {});
      for (const [name, { data }] of Object.entries(outputs)) {
        if (!name.startsWith(prefix)) continue;
        const sum = (sums[name.slice(prefix.length)] ??= new Float64Array(data.length));
        for (let j = 0; j < data.length; j++) sum[j]! += data[j]!;
      }
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
