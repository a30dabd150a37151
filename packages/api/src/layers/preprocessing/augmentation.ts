/** What layers have in common that change each image at random while training, and leave it as it is at all other times. */
import { drawUniform } from '../../random/draw.ts';
import { Layer } from '../../tracing/layer.ts';
import type { Tensor } from '../../tracing/tensor.ts';
import { Trace } from '../../tracing/trace.ts';
import { imagesOf } from './images.ts';

/**
 * A layer that draws some numbers for each image of a batch, at a site of its own, and changes the image by them. What is drawn, and what
 * `masks` shows, are uniform numbers in [0, 1), `f32 [batch, count]`: the same bits on every backend. In inference, and in `sample`, which
 * is about what dropout leaves open, nothing is drawn.
 */
export abstract class Augmentation extends Layer {
  /** How many numbers are drawn for an image. */
  protected abstract readonly count: number;

  /** The images `[batch, height, width, channels]`, changed by the numbers drawn for each, `[batch, 1, 1, 1]`. */
  protected abstract change(images: Tensor, drawn: readonly Tensor[]): Tensor;

  /** What images become where nothing is drawn. */
  protected still(images: Tensor): Tensor {
    return images;
  }

  call(x: Tensor): Tensor {
    const images = imagesOf(this.className, x);
    const trace = Trace.of(x);
    if (trace.mode !== 'train') {
      trace.skipSite();
      return this.still(images);
    }
    const batch = x.shape[0]!;
    const shape = [batch, this.count];
    const numbers = trace.site({
      type: { dtype: 'f32', shape },
      rows: 'own',
      draw: ({ key, rowOffset }) => drawUniform(key, shape, rowOffset),
      logProbability: uniformLogDensity,
    });
    const drawn = Array.from({ length: this.count }, (_, i) =>
      numbers.slice([0, i], [batch, 1]).reshape([batch, 1, 1, 1]),
    );
    return this.change(images, drawn);
  }
}

/** A number in [0, 1) brought to [low, high). */
export function between([low, high]: readonly [low: number, high: number], drawn: Tensor): Tensor {
  return drawn.mul(high - low).add(low);
}

/** 0 where all numbers lie in [0, 1), −∞ elsewhere. */
function uniformLogDensity(numbers: Tensor): Tensor {
  return numbers.greaterEqual(0).and(numbers.less(1)).cast('f32').min().log();
}
