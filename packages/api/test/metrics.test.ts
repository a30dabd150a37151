/** The metrics against Keras: the running result after each batch. */
import { expect, it } from 'vitest';
import { metricFromConfig, metrics } from '../src/metrics/index.ts';
import { decode, describeOracle, evaluate, expectClose, fromKeras, type Encoded } from './oracle.ts';

interface Batch {
  readonly y_true: Encoded;
  readonly y_pred: Encoded;
  readonly sample_weight: Encoded | null;
  readonly result: number;
}

interface Case {
  readonly name: string;
  readonly class: string;
  readonly config: Record<string, unknown>;
  readonly batches: readonly Batch[];
}

describeOracle<{ cases: Case[] }>('keras-metrics.json', ({ cases }) => {
  const built = cases.filter((c) => Object.hasOwn(metrics, c.class));

  it.each(built)('$name', (c) => {
    const metric = metricFromConfig({ className: c.class, config: fromKeras(c.config) });
    const sums: Record<string, Float64Array> = {};
    for (const { y_true, y_pred, sample_weight, result } of c.batches) {
      const statistics = evaluate(
        {
          yTrue: decode(y_true),
          yPred: decode(y_pred),
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

  it(`runs ${built.length} cases; ${cases.length - built.length} are of classes not built here`, () => {
    const missing = [...new Set(cases.filter((c) => !built.includes(c)).map((c) => c.class))].sort();
    expect({ built: built.length, elsewhere: cases.length - built.length, missing }).toEqual({
      built: 32,
      elsewhere: 73,
      missing: [
        'AUC',
        'CategoricalHinge',
        'CosineSimilarity',
        'F1Score',
        'FBetaScore',
        'FalseNegatives',
        'FalsePositives',
        'Hinge',
        'KLDivergence',
        'LogCoshError',
        'Mean',
        'MeanAbsolutePercentageError',
        'MeanSquaredLogarithmicError',
        'Poisson',
        'Precision',
        'PrecisionAtRecall',
        'R2Score',
        'Recall',
        'RecallAtPrecision',
        'SensitivityAtSpecificity',
        'SpecificityAtSensitivity',
        'Sum',
        'TrueNegatives',
        'TruePositives',
      ],
    });
  });
});
