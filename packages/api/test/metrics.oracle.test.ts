/** The metrics against Keras: the running result after each batch. */
import { it } from 'vitest';
import { decode, type Encoded } from '../../../tests/oracles/encoded.ts';
import { expectClose } from '../../../tests/oracles/expect-close.ts';
import { saved, type KerasCase } from '../../../tests/oracles/keras-config.ts';
import { isKnown, tally } from '../../../tests/oracles/known.ts';
import { describeOracle } from '../../../tests/oracles/oracle-file.ts';
import { metricFromConfig } from '../src/metrics/index.ts';
import { evaluate } from './evaluate.ts';

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

describeOracle<{ cases: Case[] }>('keras-metrics.json', ({ cases }) => {
  const built = cases.filter((c) => isKnown(() => metricFromConfig(saved(c))));

  it.each(built)('$name', (c) => {
    const metric = metricFromConfig(saved(c));
    const sums: Record<string, Float64Array> = {};
    for (const { y_true, y_pred, sample_weight, result } of c.batches) {
      const statistics = evaluate(
        {
          yTrue: decode(y_true),
          ...(y_pred && { yPred: decode(y_pred) }),
          ...(sample_weight && { weight: decode(sample_weight) }),
        } as Record<'yTrue' | 'yPred' | 'weight', ReturnType<typeof decode>>,
        ({ yTrue, yPred, weight }) => metric.statistics(yTrue, yPred, weight),
      );
      for (const [name, values] of Object.entries(statistics)) {
        sums[name] ??= new Float64Array(values.length);
        for (let i = 0; i < values.length; i++) sums[name][i]! += values[i]!;
      }
      expectClose(metric.result(sums), result, 1e-6, 'result');
    }
  });

  tally({ of: cases, run: built, label: (c) => c.class });
});
