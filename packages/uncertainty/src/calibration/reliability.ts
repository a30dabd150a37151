/** Confidence beside accuracy, bin by bin. */
import type { ArrayInput } from '@bernoulli/api';
import { oneOf, readConfig, whole } from '@bernoulli/api/ir';
import { confidences, readJudged } from '../input/classes.ts';

export interface ReliabilityOptions {
  /** Number of bins, from 1 up. Default 15. */
  readonly bins?: number | undefined;
  /**
   * `'width'`: bins of equal width, (k/B, (k+1)/B]. `'mass'`: bins of equally many rows, as nearly as may be, in the order of their
   * confidence. Default `'width'`.
   */
  readonly equal?: 'width' | 'mass' | undefined;
}

/** Rows of about the same confidence. Empty bins are left out. */
export interface ReliabilityBin {
  readonly count: number;
  /** Mean probability of the likeliest class. */
  readonly confidence: number;
  /** Share of the rows whose likeliest class is the label. */
  readonly accuracy: number;
}

const fields = { bins: whole(1, 15), equal: oneOf(['width', 'mass'] as const, 'width') };

/**
 * How often the likeliest class is right, for rows of about the same confidence: what a reliability diagram shows. For calibrated
 * probabilities accuracy and confidence are equal.
 *
 * Source: C. Guo et al., "On Calibration of Modern Neural Networks", ICML 2017.
 *
 * @param labels class numbers, `[rows]`
 * @param probabilities `[rows, classes]`
 * @returns bins in the order of their confidence
 * @throws BernoulliError `CONFIG` for bad options; `SHAPE` or `DATA` for other shapes, labels that are no classes, rows that do not add up to 1.
 * @example
 * ```ts
 * import { reliability } from '@bernoulli/uncertainty';
 * reliability([0, 1], [[0.75, 0.25], [0.75, 0.25]]); // => [{ count: 2, confidence: 0.75, accuracy: 0.5 }]
 * ```
 */
export function reliability(
  labels: ArrayInput,
  probabilities: ArrayInput,
  options: ReliabilityOptions = {},
): ReliabilityBin[] {
  return binned('reliability', labels, probabilities, options);
}

/** The same under another name. */
export function binned(
  who: string,
  labels: ArrayInput,
  probabilities: ArrayInput,
  options: ReliabilityOptions,
): ReliabilityBin[] {
  const { bins, equal } = readConfig(who, options, fields);
  const judged = readJudged(who, labels, probabilities);
  const { top, confidence } = confidences(judged);
  const order = [...top.keys()].sort((a, b) => confidence[a]! - confidence[b]!);
  const binOf = (row: number, place: number): number =>
    equal === 'width'
      ? Math.min(bins - 1, Math.ceil(confidence[row]! * bins) - 1)
      : Math.floor((place * bins) / order.length);
  const found = new Map<number, { count: number; confidence: number; right: number }>();
  order.forEach((row, place) => {
    const bin = binOf(row, place);
    const sums = found.get(bin) ?? { count: 0, confidence: 0, right: 0 };
    sums.count++;
    sums.confidence += confidence[row]!;
    sums.right += Number(top[row] === judged.labels[row]);
    found.set(bin, sums);
  });
  return [...found.values()].map(({ count, confidence: sum, right }) => ({
    count,
    confidence: sum / count,
    accuracy: right / count,
  }));
}

/** Σ_b (n_b / N) |accuracy_b − confidence_b|. */
export function gapOf(bins: readonly ReliabilityBin[]): number {
  const rows = bins.reduce((sum, { count }) => sum + count, 0);
  return bins.reduce(
    (sum, { count, confidence, accuracy }) => sum + (count / rows) * Math.abs(accuracy - confidence),
    0,
  );
}
