/** The contract of the family: every kind of dropout says its law, checks its configuration, draws its noise, applies it. */
import type { Shape, TensorData, TensorType } from '../ir/index.ts';
import { Layer } from '../tracing/layer.ts';
import { Tensor } from '../tracing/tensor.ts';
import { Trace } from '../tracing/trace.ts';

/** Exact mean and variance of one output element. */
export interface Moments {
  readonly mean: number;
  readonly variance: number;
}

/** What a kind is handed to draw with. */
export interface Draw {
  /** The site's key at this step, `i32[2]`. */
  readonly key: Tensor;
  /** Number of the first row, `i32` scalar: rows are drawn by their global number, so a batch may be computed in parts. */
  readonly rowOffset: Tensor;
  /** Type of the noise. */
  readonly type: TensorType;
}

/**
 * A layer that changes its input at random while training, and in Monte-Carlo sampling, and is the identity in inference.
 * A kind is one file with four parts, in this order:
 *
 * 1. **law** — `moments` and `logProbability`: what is drawn, from which paper, in numbers a test can hold it to;
 * 2. **check** — the constructor: every bad configuration is refused where it is written;
 * 3. **noise** — `noiseType` and `noise`: a graph over `uniform`, so that every backend draws the same bits;
 * 4. **apply** — `perturb`: what the noise does to the input. Its gradient follows by itself.
 *
 * A kind needs no more than this class, also outside this library: `docs/add-a-dropout-kind.md` writes two.
 */
export abstract class DropoutKind extends Layer {
  /** Mean and variance of an output element whose input is `x`, at position `unit` of the last axis. */
  abstract moments(x: number, unit?: number): Moments;

  /** Natural logarithm of the probability of one drawn value; of its density, where the noise is continuous. */
  abstract logProbability(noise: TensorData): number;

  /** What is drawn for an input of this shape. */
  protected abstract noiseType(inputShape: Shape): TensorType;

  /** Draws the noise. */
  protected abstract noise(draw: Draw): Tensor;

  /** Applies the noise. */
  protected abstract perturb(x: Tensor, noise: Tensor): Tensor;

  call(x: Tensor): Tensor {
    const trace = Trace.of(x);
    if (!trace.noisy) return x;
    const type = this.noiseType(x.shape);
    const noise = trace.site(
      type,
      (key, rowOffset) => this.noise({ key: new Tensor(x.b, key), rowOffset: new Tensor(x.b, rowOffset), type }).ref,
      (drawn) => this.logProbability(drawn),
    );
    return this.perturb(x, noise);
  }
}
