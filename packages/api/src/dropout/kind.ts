/** The contract of the family: every kind of dropout says its law, checks its configuration, draws its noise, applies it. */
import type { Shape, TensorType } from '../ir/index.ts';
import { Layer } from '../tracing/layer.ts';
import { Module } from '../tracing/module.ts';
import type { Draw, Rows } from '../tracing/site.ts';
import type { Tensor } from '../tracing/tensor.ts';
import { Trace } from '../tracing/trace.ts';
import type { AnyRate } from './rate.ts';
import { askRate } from './rates/asked-rate.ts';
import { askStrength } from './strength.ts';

/** Exact mean and variance of one output element. */
export interface Moments {
  readonly mean: number;
  readonly variance: number;
}

/**
 * A layer that changes its input at random while training, and in Monte-Carlo sampling, and draws nothing in inference: there it is the
 * identity, or what its law has for a mean. A kind is one file with four parts, in this order:
 *
 * 1. **law** — `moments` and `logProbability`: what is drawn, from which paper, in numbers a test can hold it to;
 * 2. **check** — the constructor: every bad configuration is refused where it is written;
 * 3. **noise** — `noiseType` and `noise`: a graph over `uniform`, so that every backend draws the same bits;
 * 4. **apply** — `perturb`: what the noise does to the input. Its gradient follows by itself.
 *
 * Noise and law are graphs, and may read the input, weights of the layer and scalars of the step. A kind needs no more than this class,
 * also outside this library: `docs/add-a-dropout-kind.md` writes two.
 */
export abstract class DropoutKind extends Layer {
  /** Its rate, of a kind that may be told any: a property, so that a layer that says it has a place in the module tree. */
  declare readonly rate?: AnyRate;
  /** Its strength, of a kind that adds noise, likewise. */
  declare readonly strength?: AnyRate;

  /**
   * Mean and variance of an output element whose input is `x`, at position `unit` of the last axis, in training step `step`. `row` are all
   * elements of its row, for laws that look at them.
   */
  abstract moments(x: number, unit?: number, step?: number, row?: readonly number[]): Moments;

  /** Natural logarithm of the probability of what was drawn for `x`, an `f32` scalar; of its density, where the noise is continuous. */
  protected abstract logProbability(noise: Tensor, x: Tensor): Tensor;

  /** What is drawn for an input of this shape. */
  protected abstract noiseType(inputShape: Shape): TensorType;

  /** Draws the noise for `x`. */
  protected abstract noise(draw: Draw, x: Tensor): Tensor;

  /** Applies the noise. */
  protected abstract perturb(x: Tensor, noise: Tensor): Tensor;

  /** What the layer does where nothing is drawn: nothing, unless the law says otherwise. */
  protected infer(x: Tensor): Tensor {
    return x;
  }

  /** Whether each row of the batch has a draw of its own. A value without rows, such as a weight, has one draw for all. */
  protected rows(x: Tensor): Rows {
    return Trace.of(x).hasRows(x) ? 'own' : 'shared';
  }

  /** Steps for which a draw stays: the setting `every`, where the kind has one. Without one it is 1. */
  protected get every(): number | undefined {
    return undefined;
  }

  call(x: Tensor): Tensor {
    const trace = Trace.of(x);
    // Also where nothing is drawn: it may have weights and a price.
    if (this.rate instanceof Module) askRate(this.rate, x);
    if (this.strength instanceof Module) askStrength(this.strength, x);
    if (!trace.noisy) {
      trace.skipSite();
      return this.infer(x);
    }
    const noise = trace.site({
      type: this.noiseType(x.shape),
      rows: this.rows(x),
      every: this.every,
      draw: (draw) => this.noise(draw, x),
      logProbability: (drawn) => this.logProbability(drawn, x),
    });
    return this.perturb(x, noise);
  }
}
