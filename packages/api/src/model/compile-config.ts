/** What `compile` is told: parts by name or as objects, for a single output or for each of several. */
import { fail, field, optional, readConfig, type Backend } from '../ir/index.ts';
import type { LossLike } from '../losses/index.ts';
import type { MetricLike } from '../metrics/index.ts';
import { getOptimizer, type OptimizerLike } from '../optimizers/index.ts';
import { key } from '../random/index.ts';
import type { Compiled } from '../runtime/compiled.ts';
import { checkBackend } from '../runtime/find-backend.ts';
import { given } from '../training/fields.ts';
import { readLosses, readMetrics, readShares, targetsOf } from './read-targets.ts';

export interface CompileConfig {
  /** A name, as `'adam'`, an optimizer, or a stored description. Needed for training. */
  readonly optimizer?: OptimizerLike | undefined;
  /**
   * Needed for training and evaluation: a name, a loss, a function `(yTrue, yPred) => Tensor` of one loss for each sample, or a stored
   * description. For a model with several outputs a loss for each by its name, `null` for an output that is not
   * trained; a single one serves them all.
   */
  readonly loss?: LossLike | Readonly<Record<string, LossLike | null>> | undefined;
  /** Share of the loss of each output in what is trained, by the output's name. Default: 1. */
  readonly lossWeights?: Readonly<Record<string, number>> | undefined;
  /** For a model with several outputs a list for each by its name; a single list serves them all. */
  readonly metrics?: readonly MetricLike[] | Readonly<Record<string, MetricLike | readonly MetricLike[]>> | undefined;
  /** A whole number: initial weights, order of the data and every draw of noise follow from it. Default: one drawn now. */
  readonly seed?: number | bigint | undefined;
  /** Default: the one that is installed, see `findBackend`. */
  readonly backend?: Backend | undefined;
}

const fields = {
  optimizer: optional({ must: 'be an optimizer', read: getOptimizer }),
  loss: given<NonNullable<CompileConfig['loss']>>(),
  lossWeights: given<Readonly<Record<string, number>>>(),
  metrics: field<NonNullable<CompileConfig['metrics']>>('be given', () => true, []),
  seed: given<number | bigint>(),
  backend: optional<Backend, Backend>({ must: 'be a backend', read: checkBackend }),
};

/**
 * Checks what can be checked before the outputs are known.
 *
 * @throws BernoulliError `NAME` or `CONFIG` for parts that do not exist or do not fit; `BACKEND` for something that is no backend.
 */
export function readCompileConfig(config: CompileConfig): Compiled {
  const { optimizer, loss, lossWeights, metrics, seed = randomSeed(), backend } = readConfig('compile', config, fields);
  key(seed);
  const losses = loss === undefined ? undefined : readLosses(loss);
  const shares = readShares(lossWeights);
  const lists = readMetrics(metrics);
  if (losses === undefined && Object.values(lists).some((list) => list.length > 0))
    fail('CONFIG', { who: 'compile', what: 'metrics need a loss, which says what the labels are' });
  return {
    optimizer,
    targets: losses === undefined ? undefined : targetsOf(losses, shares, lists),
    parts: [optimizer, ...Object.values(losses ?? {}), ...Object.values(lists).flat()],
    seed,
    backend,
  };
}

function randomSeed(): number {
  return crypto.getRandomValues(new Uint32Array(1))[0]!;
}
