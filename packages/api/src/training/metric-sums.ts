/** Figures of an epoch: what the batches said, added up in double precision. */
import type { Logs } from '../metrics/logs.ts';
import { figureName, metricsOf, type NamedMetric, type Target } from '../programs/targets.ts';
import type { Arrays } from '../runtime/seeded-inputs.ts';
import { lossName, statisticName } from '../tracing/ports.ts';

/** One of a metric's statistics: where it comes out, and its sum. */
interface Statistic {
  readonly output: string;
  readonly sum: Float64Array;
}

/** The loss of one of several outputs. */
interface LossSum {
  readonly figure: string;
  readonly output: string;
  sum: number;
}

export class MetricSums {
  /** Asked only once there are outputs: a model that learns its shapes from the first batch knows its metrics only then. */
  readonly #targets: () => readonly Target[];
  #metrics: readonly NamedMetric[] = [];
  /** Sums of the statistics of each metric, by name. */
  readonly #sums: Record<string, Float64Array>[] = [];
  /** Empty until the first batch is there. */
  #statistics: readonly Statistic[] = [];
  #losses: readonly LossSum[] = [];
  #loss = 0;
  #rows = 0;

  constructor(targets: () => readonly Target[]) {
    this.#targets = targets;
  }

  /**
   * Adds a batch: its outputs, its mean loss, its number of rows.
   *
   * @param divisor what turns the losses of single outputs into means: 1 where they are
   */
  add(outputs: Arrays, loss: number, rows: number, divisor = 1): void {
    if (this.#rows === 0) this.#open(outputs);
    this.#loss += loss * rows;
    this.#rows += rows;
    for (const own of this.#losses) own.sum += (outputs[own.output]![0]! / divisor) * rows;
    for (const { output, sum } of this.#statistics) {
      const values = outputs[output]!;
      for (let i = 0; i < sum.length; i++) sum[i]! += values[i]!;
    }
  }

  #open(outputs: Arrays): void {
    const targets = this.#targets();
    this.#losses = targets.flatMap(({ output }) =>
      output === null ? [] : [{ figure: figureName(output, 'loss'), output: lossName(output), sum: 0 }],
    );
    this.#metrics = metricsOf(targets);
    this.#statistics = this.#metrics.flatMap((_, i) => {
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
    const named = (name: string): string => (prefix === '' ? name : figureName(prefix, name));
    if (this.#rows === 0) return {};
    const logs: Logs = { [named('loss')]: this.#loss / this.#rows };
    for (const { figure, sum } of this.#losses) logs[named(figure)] = sum / this.#rows;
    this.#metrics.forEach(({ name, metric }, i) => {
      const result = metric.result(this.#sums[i]!);
      if (typeof result === 'number') logs[named(name)] = result;
      else for (const [place, figure] of result.entries()) logs[named(name + place)] = figure;
    });
    return logs;
  }
}
