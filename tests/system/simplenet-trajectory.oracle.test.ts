/** The article's network, step by step, against the figures that Keras on JAX computes for the same data, weights and masks. */
import { Adam, Dense, Dropout, L2, MaxNorm, Model, type Tensor, type TensorData } from '@bernoulli/api';
import { describe, expect, it } from 'vitest';
import { fromKeras } from '../oracles/keras-config.ts';
import { readOracle } from '../oracles/oracle-file.ts';
import { backends, cpuBuilds } from './backends.ts';

const all = { ...backends, ...cpuBuilds };

interface Stored {
  readonly shape: number[];
  readonly data: number[];
}
interface Oracle {
  readonly problem: {
    readonly rate: number;
    readonly batch: number;
    readonly steps: number;
    readonly x: Stored;
    readonly y: Stored;
    readonly batch_rows: Stored;
    readonly masks: Stored;
    readonly initial: Record<string, Stored>;
  };
  readonly runs: readonly {
    readonly name: string;
    readonly no_dropout?: boolean;
    readonly optimizer: Readonly<Record<string, unknown>>;
    readonly l2: number;
    readonly max_norm: number | null;
    readonly total_loss: Stored;
    readonly snapshots: readonly { readonly step: number; readonly weights: Record<string, Stored> }[];
  }[];
}

const { problem, runs } = readOracle<Oracle>('simplenet-trajectory.json');
const [features, hidden] = problem.initial['dense1/kernel']!.shape as [number, number];
const classes = problem.initial['dense2/bias']!.shape[0]!;

class SimpleNet extends Model {
  readonly dense1: Dense;
  readonly dense2: Dense;
  readonly dropout: Dropout | undefined;

  constructor({ l2, max_norm, no_dropout = false }: Oracle['runs'][number]) {
    super({ name: 'simpleNet' });
    const kernelRegularizer = l2 > 0 ? new L2({ l2 }) : null;
    const kernelConstraint = max_norm === null ? null : new MaxNorm({ maxValue: max_norm });
    this.dense1 = new Dense({ units: hidden, activation: 'relu', kernelRegularizer, kernelConstraint });
    this.dropout = no_dropout ? undefined : new Dropout({ rate: problem.rate });
    this.dense2 = new Dense({ units: classes, activation: 'softmax', kernelRegularizer, kernelConstraint });
  }

  call(x: Tensor): Tensor {
    const hidden = this.dense1.apply(x);
    return this.dense2.apply(this.dropout ? this.dropout.apply(hidden) : hidden);
  }
}

/** The rows of one step. */
function rows({ data, shape }: Stored, which: readonly number[]): Stored {
  const width = shape.slice(1).reduce((n, size) => n * size, 1);
  return {
    data: which.flatMap((r) => data.slice(r * width, (r + 1) * width)),
    shape: [which.length, ...shape.slice(1)],
  };
}

function deviation(got: ArrayLike<number>, want: readonly number[]): number {
  return want.reduce((worst, w, i) => Math.max(worst, Math.abs(got[i]! - w) / (1 + Math.abs(w))), 0);
}

describe('SimpleNet follows Keras', () => {
  describe.each(Object.keys(all))('on %s', (name) => {
    it.each(runs)('$name', async (run) => {
      const model = new SimpleNet(run);
      const optimizer = new Adam(fromKeras(run.optimizer));
      model.compile({ optimizer, loss: 'sparseCategoricalCrossentropy', seed: 0, backend: all[name]!() });
      model.buildFor([features]);
      const paths = (weights: Record<string, Stored>) =>
        Object.entries(weights).map(([path, value]): [string, Stored] => [`simpleNet/${path}`, value]);
      await model.setWeights(Object.fromEntries(paths(problem.initial)));

      for (let t = 0; t < problem.steps; t++) {
        const batch = problem.batch_rows.data.slice(t * problem.batch, (t + 1) * problem.batch);
        const mask = rows(problem.masks, [t]);
        const masks = model.dropout ? { 'simpleNet/dropout': { data: mask.data, shape: mask.shape.slice(1) } } : {};
        const { loss } = await model.trainOnBatch(rows(problem.x, batch), rows(problem.y, batch), { masks });
        // 1e-5 while rounding has not fed back through many Adam steps, 1e-4 after (the oracle's own README).
        expect(deviation([loss!], [run.total_loss.data[t]!]), `loss of step ${t}`).toBeLessThan(t < 10 ? 1e-5 : 1e-4);
        const snapshot = run.snapshots.find((s) => s.step === t + 1);
        if (snapshot === undefined) continue;
        const weights: Record<string, TensorData> = await model.getWeights();
        for (const [path, { data }] of paths(snapshot.weights))
          expect(deviation(weights[path]!.data, data), `${path} after step ${t + 1}`).toBeLessThan(
            t === 0 ? 1e-5 : 1e-4,
          );
      }
      await model.dispose();
    });
  });
});
