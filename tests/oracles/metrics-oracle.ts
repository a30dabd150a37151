/** The tests of the file of metrics, on a set of backends: the running result after each batch. */
import { metrics } from '@bernoulli/api';
import { describe, expect, it } from 'vitest';
import { decode, type Encoded } from './encoded.ts';
import { expectClose } from './expect-close.ts';
import { graphOf, runOnce, type Backends } from './graph-of.ts';
import { saved, type KerasCase } from './keras-config.ts';
import { isKnown, tally } from './known.ts';
import { describeOracle } from './oracle-file.ts';

interface Batch {
  readonly y_true: Encoded;
  readonly y_pred: Encoded | null;
  readonly sample_weight: Encoded | null;
  readonly result: Encoded | number;
}

interface Case extends KerasCase {
  readonly name: string;
  readonly batches: readonly Batch[];
}

/** Runs every case that this library can build, on every backend. */
export function metricOracles(backends: Backends): void {
  describeOracle<{ cases: Case[] }>('keras-metrics.json', ({ cases }) => {
    const built = cases.filter((c) => isKnown(() => metrics.metricFromConfig(saved(c))));

    describe.each(Object.entries(backends))('%s', (_, backend) => {
      it.each(built)('$name', async (c) => {
        const metric = metrics.metricFromConfig(saved(c));
        const sums: Record<string, Float64Array> = {};
        expect(c.batches.length).toBeGreaterThan(0);
        for (const { y_true, y_pred, sample_weight, result } of c.batches) {
          const inputs = {
            yTrue: decode(y_true),
            ...(y_pred && { yPred: decode(y_pred) }),
            ...(sample_weight && { weight: decode(sample_weight) }),
          } as Record<'yTrue' | 'yPred' | 'weight', ReturnType<typeof decode>>;
          const graph = graphOf(inputs, ({ yTrue, yPred, weight }) => metric.statistics(yTrue, yPred, weight));
          for (const [name, { data }] of Object.entries(await runOnce(backend(), graph, inputs))) {
            const sum = (sums[name] ??= new Float64Array(data.length));
            for (let i = 0; i < sum.length; i++) sum[i]! += data[i]!;
          }
          expectClose(metric.result(sums), result, 1e-6, 'result');
        }
      });
    });

    tally({ of: cases, run: built, label: (c) => c.class });
  });
}
