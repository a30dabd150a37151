/** How often each class is taken for each, and how far classes and answers overlap. */
import { field, flag, integer, nullable, plainConfig, whole, type AnyFields } from '../ir/config/index.ts';
import { fail, printShape, sameShape, sizeOf } from '../ir/index.ts';
import { fitWeight } from '../losses/sample-weight.ts';
import type { Tensor } from '../tracing/tensor.ts';
import { sumInto } from './buckets.ts';
import type { MetricConfig } from './mean-metric.ts';
import type { Metric } from './metric.ts';
import { nameField, ratio } from './threshold-metric.ts';

export interface OverlapConfig extends MetricConfig {
  /** Default `null`: the size of the axis of classes, which labels or predictions then have to have. */
  readonly numClasses?: number | null;
  /** Elements of this class do not count. Default `null`: all do. */
  readonly ignoreClass?: number | null;
  /** Predictions are class numbers, not scores of classes along an axis. */
  readonly sparseYPred?: boolean;
  /** The axis of classes. Default −1, the last. */
  readonly axis?: number;
}

/** The same where labels may be of both kinds. */
export interface SparseOverlapConfig extends OverlapConfig {
  /** Labels are class numbers, not one-hot. Default `true`. */
  readonly sparseYTrue?: boolean;
}

/** The classes that are looked at. */
export interface TargetClasses {
  /** The mean is over these. Default `null`: all. */
  readonly targetClassIds?: readonly number[] | null;
}

/** The fields of {@link OverlapConfig}. */
export function overlapFields(name: string, sparse: boolean) {
  return {
    numClasses: nullable(whole(1)),
    ignoreClass: nullable(integer()),
    sparseYPred: flag(sparse),
    axis: integer(-1),
    ...nameField(name),
  };
}

/** The fields of {@link TargetClasses}. */
export function targetField() {
  const holds = (x: unknown): boolean =>
    Array.isArray(x) && x.length > 0 && x.every((n) => Number.isInteger(n) && n >= 0);
  return { targetClassIds: nullable(field<readonly number[]>('be a list of class numbers', holds)) };
}

/** Class numbers, `i32` of one shape, and how many classes there are. */
export interface Answers {
  readonly truth: Tensor;
  readonly guess: Tensor;
  readonly classes: number;
}

/** The mean over classes of |truth ∩ guess| / |truth ∪ guess|; classes that are in neither do not count. */
export abstract class MeanOverlap implements Metric {
  abstract readonly className: string;
  abstract readonly labels: 'classes' | 'values' | 'any';
  readonly name: string;
  readonly #fields: AnyFields;
  readonly #targets: readonly number[] | null;

  constructor(name: string, targets: readonly number[] | null, fields: AnyFields) {
    this.name = name;
    this.#targets = targets;
    this.#fields = fields;
  }

  protected abstract answers(yTrue: Tensor, yPred: Tensor): Answers;

  /** Which elements count. */
  protected counted(truth: Tensor, classes: number): Tensor {
    return truth.greaterEqual(0).and(truth.less(classes));
  }

  /** `matrix`: the weight of each pair of classes, `[truth, guess]`. */
  statistics(yTrue: Tensor, yPred: Tensor, sampleWeight?: Tensor): Record<string, Tensor> {
    const { className } = this;
    const { truth, guess: given, classes } = this.answers(yTrue, yPred);
    const guess = sizeOf(given.shape) === sizeOf(truth.shape) ? given.reshape(truth.shape) : given;
    if (!sameShape(truth.shape, guess.shape))
      fail('SHAPE', {
        who: className,
        what: `labels must be of the shape ${printShape(guess.shape)} of what they are compared with`,
        received: printShape(truth.shape),
      });
    const ones = this.counted(truth, classes).and(this.counted(guess, classes)).cast('f32');
    const weight = sampleWeight === undefined ? ones : ones.mul(fitWeight(className, sampleWeight, ones));
    return { matrix: sumInto(truth.mul(classes).add(guess), weight, classes * classes) };
  }

  result({ matrix }: Readonly<Record<string, Float64Array>>): number {
    const n = Math.sqrt(matrix!.length);
    const line = (of: (i: number) => number): number =>
      Array.from({ length: n }, (_, i) => matrix![of(i)]!).reduce((a, b) => a + b);
    const overlaps = Array.from({ length: n }, (_, c) => {
      const both = matrix![c * n + c]!;
      return { both, either: line((i) => c * n + i) + line((i) => i * n + c) - both };
    });
    const seen = overlaps.filter(({ either }, c) => either > 0 && (this.#targets?.includes(c) ?? true));
    return ratio(
      seen.reduce((sum, { both, either }) => sum + both / either, 0),
      seen.length,
    );
  }

  getConfig(): Record<string, unknown> {
    return plainConfig(this.#fields, this as never);
  }
}

/** Overlap of classes that are given by number or along an axis. */
export abstract class ClassOverlap extends MeanOverlap {
  readonly numClasses: number | null;
  readonly ignoreClass: number | null;
  readonly sparseYTrue: boolean;
  readonly sparseYPred: boolean;
  readonly axis: number;
  readonly labels: 'classes' | 'values' | 'any';

  constructor(values: Required<SparseOverlapConfig> & TargetClasses, fields: AnyFields) {
    super(values.name, values.targetClassIds ?? null, fields);
    this.numClasses = values.numClasses;
    this.ignoreClass = values.ignoreClass;
    this.sparseYTrue = values.sparseYTrue;
    this.sparseYPred = values.sparseYPred;
    this.axis = values.axis;
    this.labels = this.sparseYPred ? 'any' : this.sparseYTrue ? 'classes' : 'values';
  }

  protected answers(yTrue: Tensor, yPred: Tensor): Answers {
    const { axis, sparseYTrue, sparseYPred } = this;
    const scores = sparseYPred ? (sparseYTrue ? null : yTrue) : yPred;
    const classes = this.numClasses ?? scores?.shape.at(axis);
    if (classes === undefined)
      fail('CONFIG', { who: this.className, what: 'numClasses must be given for labels and predictions by number' });
    const byNumber = (x: Tensor, sparse: boolean): Tensor => (sparse ? x.cast('i32') : x.argMax(axis));
    return { truth: byNumber(yTrue, sparseYTrue), guess: byNumber(yPred, sparseYPred), classes };
  }

  protected override counted(truth: Tensor, classes: number): Tensor {
    const inside = super.counted(truth, classes);
    return this.ignoreClass === null ? inside : inside.and(truth.notEqual(this.ignoreClass));
  }
}
