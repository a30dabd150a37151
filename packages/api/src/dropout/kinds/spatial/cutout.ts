/** Cutout: one patch of each image is blanked. */
import {
  fail,
  field,
  name,
  plainConfig,
  printShape,
  readConfig,
  required,
  type SettingsOf,
  type Shape,
  type TensorType,
} from '../../../ir/index.ts';
import { drawUniform } from '../../../random/draw.ts';
import { drawnProbability } from '../../../random/drawn-probability.ts';
import type { PlainConfig } from '../../../tracing/layer.ts';
import type { Draw } from '../../../tracing/site.ts';
import { Tensor } from '../../../tracing/tensor.ts';
import { everyField, type Kept } from '../../every.ts';
import { DropoutKind, type Moments } from '../../kind.ts';
import { anyStepRateField, ofAnyRate, rateAt, unlearned, type AnyStepRate } from '../../rate.ts';
import { requireShared } from '../../rates/asked-rate.ts';
import { uniformLogDensity } from '../../uniform-law.ts';

export interface CutoutConfig extends Kept {
  /** Probability in [0, 1] that an image loses a patch, 1 in the paper: one number, a schedule, or a layer that says it of the image. */
  readonly rate: AnyStepRate;
  /** Height and width of the patch, from 1 up: one number for both, or `[height, width]`. */
  readonly size: number | readonly [height: number, width: number];
  readonly name?: string | undefined;
}

const isSize = (n: unknown): boolean => Number.isSafeInteger(n) && (n as number) >= 1;

const fields = {
  rate: unlearned('Cutout', 'an image has a patch or has none', anyStepRateField('Cutout')),
  size: required(
    field<number | readonly [number, number]>(
      'be a whole number from 1 up, or [height, width]',
      (x) => isSize(x) || (Array.isArray(x) && x.length === 2 && x.every(isSize)),
    ),
  ),
  every: everyField(),
  name: name(),
};

/**
 * Blanks one patch of each image in training, in all channels, with probability `rate`: `[batch, height, width, channels]`.
 *
 * A patch of s × t elements lies with equal probability at each of the (height + s − 1) (width + t − 1) places where some of it is in
 * the image. So each element is blanked with the same probability q = rate · s t / ((height + s − 1) (width + t − 1)); what is left is
 * not scaled, as in the paper: mean (1 − q) x, variance x² q (1 − q). In inference the layer is the identity. Rate 0 is the identity.
 *
 * The noise that `masks` shows is `f32 [batch, 3]`, three numbers of [0, 1) for each image, of density 1: how far down the patch is, how
 * far to the right, and, where it is below the rate, that there is one. The paper puts the middle of a patch inside the image.
 *
 * @see T. DeVries, G. W. Taylor, "Improved Regularization of Convolutional Neural Networks with Cutout", 2017, arXiv:1708.04552.
 * @throws BernoulliError `CONFIG` for a rate outside [0, 1] or NaN (for a schedule: at the step that has it), a `LearnedRate`, as an image
 * has a patch or has none, or sizes that are no whole numbers from 1 up; `SHAPE` for a rate that is not one for each image, or for an input with another number of axes or of unknown sizes; `STATE` for `moments` of a layer that has seen
 * no input.
 * @example
 * ```ts
 * import { Cutout } from '@bernoulli/api';
 * new Cutout({ rate: 1, size: 16 }).getConfig(); // => { rate: 1, size: 16 }
 * ```
 */
export class Cutout extends DropoutKind {
  readonly className = 'Cutout';
  override readonly rate: AnyStepRate;
  readonly #config: SettingsOf<typeof fields>;
  #image: readonly [height: number, width: number] | undefined;

  // Law

  moments(x: number, _unit?: number, step?: number): Moments {
    const image =
      this.#image ?? fail('STATE', { who: 'Cutout', what: 'the law is known once a layer has seen images' });
    const share = this.#patch.reduce((product, size, i) => (product * size) / (image[i]! + size - 1), 1);
    const blank = share * drawnProbability(rateAt(this.rate, 0, step));
    return { mean: x * (1 - blank), variance: x * x * blank * (1 - blank) };
  }

  protected logProbability(noise: Tensor): Tensor {
    return uniformLogDensity(noise);
  }

  // Check

  constructor(config: CutoutConfig) {
    super();
    this.#config = readConfig('Cutout', config, fields);
    this.rate = this.#config.rate;
  }

  getConfig(): PlainConfig {
    return plainConfig(fields, this.#config);
  }

  override build(input: Shape): void {
    const [, height, width] = input;
    if (input.length !== 4 || !(height! >= 1 && width! >= 1))
      fail('SHAPE', {
        who: 'Cutout',
        what: 'needs an input [batch, height, width, channels] of known sizes',
        received: printShape(input),
      });
    this.#image = [height!, width!];
  }

  get #patch(): readonly [number, number] {
    const { size } = this.#config;
    return typeof size === 'number' ? [size, size] : size;
  }

  // Noise

  protected override get every(): number | undefined {
    return this.#config.every;
  }

  protected noiseType(input: Shape): TensorType {
    this.build(input);
    return { dtype: 'f32', shape: [input[0]!, 3] };
  }

  protected noise({ key, rowOffset, type }: Draw): Tensor {
    return drawUniform(key, type.shape, rowOffset);
  }

  // Apply

  protected perturb(x: Tensor, noise: Tensor): Tensor {
    const rows = x.shape[0]!;
    const numberOf = (i: number): Tensor => noise.slice([0, i], [rows, 1]).reshape([rows, 1, 1, 1]);
    const there = numberOf(2).less(
      ofAnyRate('rate', this.rate, x, drawnProbability, ({ rate }) => {
        requireShared('rate', rate, [rows, 1, 1, 1], 'must be one for each image');
        return rate;
      }),
    );
    const [down, right] = this.#patch.map((size, i) => inReach(x, i + 1, size, numberOf(i))) as [Tensor, Tensor];
    return x.where(down.and(right).and(there).not(), 0);
  }
}

/** Along an axis of the image, true where a patch is that begins at one of all places from 1 − size on. */
function inReach(x: Tensor, axis: number, size: number, u: Tensor): Tensor {
  const length = x.shape[axis]!;
  const places = length + size - 1;
  const first = u
    .mul(places)
    .floor()
    .minimum(places - 1)
    .sub(size - 1);
  const shape = x.shape.map((n, i) => (i === axis ? n : 1));
  const at = new Tensor(x.b, x.b.iota(shape, axis)).cast('f32');
  return at.greaterEqual(first).and(at.less(first.add(size)));
}
