/** Data brought to mean 0 and variance 1 by figures that are known before training. */
import { toTensor, type ArrayInput } from '../../data/index.ts';
import {
  axes,
  fail,
  field,
  flag,
  name,
  nullable,
  plainConfig,
  printShape,
  readConfig,
  type SettingsOf,
  type Shape,
} from '../../ir/index.ts';
import { Layer, type PlainConfig } from '../../tracing/layer.ts';
import type { Tensor } from '../../tracing/tensor.ts';
import { alongAxes, knownAxes } from '../normalization/scale-and-shift.ts';

/** One for all, or one for each place of the axes, row-major. */
type Figures = number | readonly number[];

export interface NormalizationConfig {
  /** The axes whose places have figures of their own: one, several, or null for one figure in all. Default −1, the last. */
  readonly axis?: number | readonly number[] | null | undefined;
  /** One number, or one for each place of the axes, row by row. Default null: found by `adapt`. */
  readonly mean?: Figures | null | undefined;
  /** The same for the variance, given together with the mean. */
  readonly variance?: Figures | null | undefined;
  /** True: the way back, x · √variance + mean. Default false. */
  readonly invert?: boolean | undefined;
  readonly name?: string | undefined;
}

const isNumber = (x: unknown): boolean => typeof x === 'number' && Number.isFinite(x);
const figures = (least: number, must: string) => {
  const holds = (x: unknown): boolean => isNumber(x) && (x as number) >= least;
  return nullable(field<Figures>(must, (x) => holds(x) || (Array.isArray(x) && x.length > 0 && x.every(holds))));
};
const fields = {
  axis: nullable(axes(-1), -1),
  mean: figures(-Infinity, 'be a finite number, or a list of them'),
  variance: figures(0, 'be a finite number of at least 0, or a list of them'),
  invert: flag(false),
  name: name(),
};

/** What is divided by is no less than this. */
const EPSILON = 1e-7;

/**
 * (x − mean) / max(√variance, 1e-7), with figures that are given, or that `adapt` takes from data: `[batch, …]` to `f32` of the same shape.
 * The figures are settings, stored with them, and no weights.
 *
 * @throws BernoulliError `CONFIG` for a bad setting, one of mean and variance alone, or none when the layer is used; `SHAPE` for figures
 * that do not fit the input.
 * @example
 * ```ts
 * import { Normalization } from '@bernoulli/api';
 * const layer = new Normalization();
 * layer.adapt([[1, 10], [3, 30]]);
 * layer.getConfig(); // => { axis: -1, mean: [2, 20], variance: [1, 100], invert: false }
 * ```
 */
export class Normalization extends Layer {
  readonly className = 'Normalization';
  #config: SettingsOf<typeof fields>;

  constructor(config: NormalizationConfig = {}) {
    super();
    this.#config = readConfig('Normalization', config, fields);
    const { mean, variance } = this.#config;
    if ((mean === null) !== (variance === null))
      fail('CONFIG', {
        who: 'Normalization',
        what: 'mean and variance must be given together',
        received: mean === null ? 'variance alone' : 'mean alone',
      });
  }

  getConfig(): PlainConfig {
    return plainConfig(fields, this.#config);
  }

  /**
   * Takes mean and variance from data, batch first, once and for all: before the layer is used.
   *
   * @throws BernoulliError `STATE` for a layer that is in use; `DATA` or `SHAPE` for unusable data.
   */
  adapt(data: ArrayInput): void {
    if (this.built)
      fail('STATE', {
        who: 'Normalization',
        what: 'adapt comes before the layer is used',
        hint: 'Make the model after it',
      });
    const { data: values, shape } = toTensor(data, 'f32', 'Normalization', { name: 'data' });
    if (values.length === 0)
      fail('DATA', { who: 'Normalization', what: 'adapt needs data', received: printShape(shape) });
    const kept = this.#axes(shape);
    const places = placesOf(kept, shape);
    const size = sizeAt(kept, shape);
    const count = values.length / size;
    const mean = new Array<number>(size).fill(0);
    values.forEach((value, i) => (mean[places[i]!]! += value / count));
    const variance = new Array<number>(size).fill(0);
    values.forEach((value, i) => (variance[places[i]!]! += (value - mean[places[i]!]!) ** 2 / count));
    const bad = [...mean, ...variance].find((each) => !Number.isFinite(each));
    if (bad !== undefined) fail('DATA', { who: 'Normalization', what: 'adapt needs finite data', received: bad });
    this.#config = { ...this.#config, mean, variance };
  }

  /** The axes with figures of their own, ascending. */
  #axes(input: Shape): readonly number[] {
    const { axis } = this.#config;
    return axis === null ? [] : knownAxes('Normalization', axis, input);
  }

  override build(input: Shape): void {
    const { mean, variance } = this.#config;
    if (mean === null || variance === null)
      fail('CONFIG', {
        who: 'Normalization',
        what: 'needs mean and variance',
        received: 'neither',
        hint: 'Give them, or take them from data with adapt(data) before the layer is used',
      });
    const wanted = sizeAt(this.#axes(input), input);
    for (const [key, given] of Object.entries({ mean, variance }))
      if (typeof given !== 'number' && given.length !== wanted)
        fail('SHAPE', {
          who: 'Normalization',
          what: `${key} must hold ${wanted} numbers, one for each place of the axes of ${printShape(input)}`,
          received: given.length,
        });
  }

  call(x: Tensor): Tensor {
    const { mean, variance, invert } = this.#config;
    const kept = this.#axes(x.shape);
    const shape = alongAxes(kept, x.shape);
    const of = (given: Figures, change = (each: number): number => each): Tensor | number =>
      typeof given === 'number' ? change(given) : x.constant(Float32Array.from(given, change), shape);
    const [middle, spread] = [of(mean!), of(variance!, (each) => Math.max(Math.sqrt(each), EPSILON))];
    const values = x.cast('f32');
    return invert ? values.mul(spread).add(middle) : values.sub(middle).div(spread);
  }
}

/** How many places the axes have. */
function sizeAt(kept: readonly number[], shape: Shape): number {
  return kept.reduce((n, axis) => n * shape[axis]!, 1);
}

/** For each element of an array, row-major, which place of the axes it lies at. */
function placesOf(kept: readonly number[], shape: Shape): Int32Array {
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((n, size) => n * size, 1));
  const total = shape.reduce((n, size) => n * size, 1);
  return Int32Array.from({ length: total }, (_, i) =>
    kept.reduce((place, axis) => place * shape[axis]! + (Math.floor(i / strides[axis]!) % shape[axis]!), 0),
  );
}
