/** What dropout of blocks is, for one or two axes between batch and channels. */
import {
  fail,
  name,
  plainConfig,
  printShape,
  readConfig,
  whole,
  type SettingsOf,
  type Shape,
  type TensorType,
} from '../../../ir/index.ts';
import { drawBernoulli } from '../../../random/draw.ts';
import { drawnProbability } from '../../../random/drawn-probability.ts';
import type { PlainConfig } from '../../../tracing/layer.ts';
import type { Draw } from '../../../tracing/site.ts';
import type { Tensor, TensorLike } from '../../../tracing/tensor.ts';
import { logProbabilityOf, requireRates, scaleOf } from '../../coins.ts';
import { everyField, type Kept } from '../../every.ts';
import { DropoutKind, type Moments } from '../../kind.ts';
import { anyRateField, ofAnyRate, rateAt, unlearned, type AnyRate } from '../../rate.ts';
import { requireShared } from '../../rates/asked-rate.ts';

export interface DropBlockConfig extends Kept {
  /** Probability in [0, 1] that an element is dropped: one number, one per channel, a schedule, or a layer that says it of the image. */
  readonly rate: AnyRate;
  /** Length of a block along each axis, from 1 up. Default 7. */
  readonly blockSize?: number | undefined;
  readonly name?: string | undefined;
}

const fieldsOf = (who: string) => ({
  rate: unlearned(who, 'an element goes by the coins of all places around it', anyRateField(who)),
  blockSize: whole(1, 7),
  every: everyField(),
  name: name(),
});

const between = ['steps', 'height, width'] as const;

/** Blocks of b elements, or of b × b, that begin anywhere with one probability. */
export abstract class DropBlock extends DropoutKind {
  override readonly rate: AnyRate;
  readonly #who: string;
  readonly #axes: 1 | 2;
  readonly #config: SettingsOf<ReturnType<typeof fieldsOf>>;

  // Law

  moments(x: number, unit = 0, step?: number): Moments {
    const keep = this.#clear(rateAt(this.rate, unit, step)) ** this.#places;
    return keep === 0 ? { mean: 0, variance: 0 } : { mean: x, variance: (x * x * (1 - keep)) / keep };
  }

  protected logProbability(clear: Tensor, x: Tensor): Tensor {
    return logProbabilityOf(clear, this.#drawn(x));
  }

  // Check

  constructor(who: string, axes: 1 | 2, config: DropBlockConfig) {
    super();
    this.#who = who;
    this.#axes = axes;
    this.#config = readConfig(who, config, fieldsOf(who));
    this.rate = this.#config.rate;
  }

  getConfig(): PlainConfig {
    return plainConfig(fieldsOf(this.#who), this.#config);
  }

  /** Places whose block an element is in. */
  get #places(): number {
    return this.#config.blockSize ** this.#axes;
  }

  /** Probability that no block begins at a place: 1 − γ. */
  #clear(rate: number): number {
    return drawnProbability((1 - rate) ** (1 / this.#places));
  }

  // Noise

  protected override get every(): number | undefined {
    return this.#config.every;
  }

  protected noiseType(input: Shape): TensorType {
    const { blockSize } = this.#config;
    const sizes = input.slice(1, -1);
    if (sizes.length !== this.#axes || Math.min(...sizes) < blockSize)
      fail('SHAPE', {
        who: this.#who,
        what: `needs an input [batch, ${between[this.#axes - 1]!}, channels] of known sizes from ${blockSize} up`,
        received: printShape(input),
      });
    requireRates(this.#who, this.rate, input);
    return { dtype: 'bool', shape: [input[0]!, ...sizes.map((n) => n + blockSize - 1), input.at(-1)!] };
  }

  protected noise({ key, rowOffset, type }: Draw, x: Tensor): Tensor {
    return drawBernoulli(key, this.#drawn(x), type.shape, rowOffset);
  }

  #drawn(x: Tensor): TensorLike {
    return ofAnyRate(
      'clear',
      this.rate,
      x,
      (rate) => this.#clear(rate),
      ({ keep }) => {
        const shape = x.shape.map((n, axis) => (axis === 0 || axis === x.rank - 1 ? n : 1));
        requireShared('rate', keep, shape, 'must be one for each row, or for each of its channels');
        return keep.pow(1 / this.#places);
      },
    );
  }

  // Apply

  protected perturb(x: Tensor, clear: Tensor): Tensor {
    const scale = ofAnyRate(
      'scale',
      this.rate,
      x,
      (rate) => {
        const keep = this.#clear(rate) ** this.#places;
        return keep === 0 ? 0 : 1 / keep;
      },
      ({ keep }) => scaleOf(keep),
    );
    return x.mul(scale).where(this.#kept(clear), 0);
  }

  /** True for the elements that no block reaches: along each axis in turn, b places side by side are clear. */
  #kept(clear: Tensor): Tensor {
    return Array.from({ length: this.#axes }, (_, i) => i + 1).reduce((left, axis) => {
      const sizes = left.shape.map((n, i) => (i === axis ? n - this.#config.blockSize + 1 : n));
      const shifted = Array.from({ length: this.#config.blockSize }, (_, by) =>
        left.slice(
          sizes.map((_, i) => (i === axis ? by : 0)),
          sizes,
        ),
      );
      return shifted.reduce((all, each) => all.and(each));
    }, clear);
  }
}
