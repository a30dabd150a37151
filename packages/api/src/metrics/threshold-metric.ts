/** What follows from counts of right and wrong answers at thresholds: the base of precision, recall, curves and counts. */
import { field, nullable, plainConfig, text, whole, wholeWithin, type AnyFields } from '../ir/config/index.ts';
import { fail, printShape } from '../ir/index.ts';
import { alignValues } from '../losses/align.ts';
import { fitWeight } from '../losses/sample-weight.ts';
import type { Tensor } from '../tracing/tensor.ts';
import { bucketsOf, sumInto } from './buckets.ts';
import type { Metric } from './metric.ts';

/** Counts, or sums of weights, of true and false positives and negatives. */
export interface Confusion {
  readonly tp: number;
  readonly fp: number;
  readonly tn: number;
  readonly fn: number;
}

/** How answers come of predictions. */
export interface Deciding {
  readonly name: string;
  /** An element is a yes where it is above. Asked for once, when there is something to look at: a file may name many metrics. */
  readonly thresholds: () => readonly number[];
  /** Whether those between the first and the last are 1/n, 2/n, … */
  readonly even?: boolean;
  readonly classId?: number | null;
  readonly topK?: number | null;
  /** Counts for each place of the last axis. */
  readonly byLabel?: boolean;
}

/** Numbers from 0 to 1. */
const isShare = (x: unknown): boolean => typeof x === 'number' && x >= 0 && x <= 1;

/** Most thresholds of a metric: the counts at each are sums over all of them. */
const mostThresholds = 10_000;

/** So many thresholds from 0 to 1. */
export function numThresholdsField(least: number) {
  return wholeWithin(least, mostThresholds, 200);
}

const isListOfShares = (x: unknown): boolean => Array.isArray(x) && x.length <= mostThresholds && x.every(isShare);

/** Thresholds that are used together. */
export function thresholdListField() {
  return field<readonly number[]>(`be a list of at most ${mostThresholds} numbers in [0, 1]`, isListOfShares);
}

/** One threshold, or several: then there is a figure for each. */
export function thresholdsField() {
  return nullable(
    field<number | readonly number[]>(`be in [0, 1], or a list of at most ${mostThresholds} such numbers`, (x) =>
      Array.isArray(x) ? x.length > 0 && isListOfShares(x) : isShare(x),
    ),
  );
}

/** The fields of metrics that may look at one class only. */
export const classField = { classId: nullable(whole(0)) };

/** As many thresholds as asked for from 0 to 1, the ends moved out by `epsilon`; ½ alone. */
export function evenThresholds(count: number, epsilon = 0): number[] {
  if (count === 1) return [0.5];
  const last = count - 1;
  return Array.from({ length: count }, (_, i) => (i === 0 ? -epsilon : i === last ? 1 + epsilon : i / last));
}

/** a / b, but 0 where b is 0. */
export function ratio(a: number, b: number): number {
  return b === 0 ? 0 : a / b;
}

/** A metric of this kind says what follows from the counts at each threshold. */
export abstract class ThresholdMetric implements Metric {
  abstract readonly className: string;
  readonly labels = 'values';
  readonly name: string;
  readonly #fields: AnyFields;
  readonly #how: Deciding;
  #thresholds: { readonly given: readonly number[]; readonly sorted: readonly number[] } | undefined;

  /** @param fields those that the configuration was read by; each setting is a property of its name */
  constructor(how: Deciding, fields: AnyFields) {
    this.name = how.name;
    this.#how = how;
    this.#fields = fields;
  }

  abstract result(sums: Readonly<Record<string, Float64Array>>): number | readonly number[];

  /** As they were given, and in rising order. */
  get #both() {
    if (this.#thresholds === undefined) {
      const given = this.#how.thresholds();
      this.#thresholds = { given, sorted: [...given].sort((a, b) => a - b) };
    }
    return this.#thresholds;
  }

  /** The scores that are compared with the thresholds. */
  protected scores(yPred: Tensor): Tensor {
    return yPred;
  }

  /** `buckets`: for each label, for no and for yes, the weight of predictions above so many thresholds. */
  statistics(yTrue: Tensor, yPred: Tensor, sampleWeight?: Tensor): Record<string, Tensor> {
    const { className } = this;
    const { classId = null, topK = null, even = false, byLabel = false } = this.#how;
    const last = yPred.shape.at(-1) ?? 1;
    if (classId !== null && classId >= last)
      fail('SHAPE', { who: className, what: `there is no class ${classId}`, received: printShape(yPred.shape) });
    const one = (x: Tensor): Tensor =>
      classId === null
        ? x
        : x.slice(
            x.shape.map((_, i) => (i === x.rank - 1 ? classId : 0)),
            [...x.shape.slice(0, -1), 1],
          );
    const yes = one(alignValues(className, yTrue, yPred)).notEqual(0);
    const scores = this.scores(yPred);
    const p = one(topK === null ? scores : scores.where(isTop(scores, topK), LOWEST));
    const { sorted } = this.#both;
    const size = sorted.length + 1;
    let bucket = bucketsOf(p, sorted, even).add(yes.cast('i32').mul(size));
    if (byLabel) bucket = bucket.add(p.constant(Int32Array.from({ length: last }, (_, i) => i * 2 * size)));
    const ones = p.constant(Float32Array.of(1), []);
    const weight = sampleWeight === undefined ? ones : fitWeight(className, sampleWeight, p);
    return { buckets: sumInto(bucket, this.weigh(weight, p), (byLabel ? last : 1) * 2 * size) };
  }

  /** The weight of each element. */
  protected weigh(weight: Tensor, _p: Tensor): Tensor {
    return weight;
  }

  /** The counts at each threshold, in the order in which they were given; for each label. */
  protected confusions({ buckets }: Readonly<Record<string, Float64Array>>): Confusion[][] {
    const { given, sorted } = this.#both;
    const size = sorted.length + 1;
    return Array.from({ length: buckets!.length / (2 * size) }, (_, label) => {
      const [no, yes] = [0, 1].map((truth) => {
        const start = (2 * label + truth) * size;
        return buckets!.subarray(start, start + size);
      });
      return given.map((threshold) => {
        const above = sorted.indexOf(threshold) + 1;
        const [fp, tp, tn, fn] = [
          no!.subarray(above),
          yes!.subarray(above),
          no!.subarray(0, above),
          yes!.subarray(0, above),
        ];
        return { tp: total(tp), fp: total(fp), tn: total(tn), fn: total(fn) };
      });
    });
  }

  /** A figure for each threshold, or the only one. */
  protected each(sums: Readonly<Record<string, Float64Array>>, f: (counts: Confusion) => number): number | number[] {
    const figures = this.confusions(sums)[0]!.map(f);
    return figures.length === 1 ? figures[0]! : figures;
  }

  getConfig(): Record<string, unknown> {
    return plainConfig(this.#fields, this as never);
  }
}

/** The field of a metric's name. */
export function nameField(name: string) {
  return { name: text(name) };
}

/** Below every score. */
export const LOWEST = -1e10;

/** Whether an element is among the k largest of the last axis; of equal ones the first are. */
function isTop(x: Tensor, k: number): Tensor {
  const n = x.shape.at(-1)!;
  const place = x.constant(Int32Array.from({ length: n }, (_, i) => i));
  const [one, other] = [
    [n, 1],
    [1, n],
  ].map((shape) => x.reshape([...x.shape.slice(0, -1), ...shape]));
  const tie = other!.equal(one!).and(place.less(place.reshape([n, 1])));
  return other!.greater(one!).or(tie).cast('i32').sum(-1).less(k);
}

function total(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}
