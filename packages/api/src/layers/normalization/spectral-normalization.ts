/** A layer whose kernel stretches nothing by more than 1. */
import { TruncatedNormal } from '../../initializers/index.ts';
import { name, plainConfig, readConfig, whole, type SettingsOf, type Shape } from '../../ir/index.ts';
import type { Layer, PlainConfig } from '../../tracing/layer.ts';
import type { Tensor } from '../../tracing/tensor.ts';
import { Trace } from '../../tracing/trace.ts';
import { KernelWrapper, layerField } from './kernel-wrapper.ts';

export interface SpectralNormalizationConfig<Inner extends Layer = Layer> {
  /** A layer with a kernel, or with embeddings. */
  readonly layer: Inner;
  /** How often the largest singular value is found more closely in a training step. Default 1. */
  readonly powerIterations?: number | undefined;
  readonly name?: string | undefined;
}

const fields = { layer: layerField(), powerIterations: whole(1, 1), name: name() };

/** Below this, a vector has no direction. */
const EPSILON = 1e-12;

/**
 * The layer with kernel / σ in the place of its kernel, where σ is the largest singular value of the kernel as a matrix `[…, last axis]`.
 *
 * σ is found by power iteration, from the vector that the last training step left: v = u Kᵀ / ‖u Kᵀ‖, u = v K / ‖v K‖, σ = v K uᵀ. Only
 * training moves u; inference takes it as it is. The gradient flows through σ, and not through u and v, as in the paper and in PyTorch.
 * (Keras writes the normalized kernel over the kernel instead: the values in training are the same, the steps are not.) A kernel of zeros stays.
 *
 * Weights: those of the layer, below `layer`, and, not trained, `vectorU` `[1, last axis]`.
 *
 * @see T. Miyato, T. Kataoka, M. Koyama, Y. Yoshida, "Spectral Normalization for Generative Adversarial Networks", ICLR 2018.
 * @throws BernoulliError `CONFIG` for what is no layer, or one without a kernel.
 * @example
 * ```ts
 * import { Dense, input, SpectralNormalization } from '@bernoulli/api';
 * const layer = new SpectralNormalization({ layer: new Dense({ units: 3 }) });
 * layer.apply(input({ shape: [4] })).shape; // => [-1, 3]
 * ```
 */
export class SpectralNormalization<Inner extends Layer = Layer> extends KernelWrapper<Inner> {
  readonly className = 'SpectralNormalization';
  readonly #config: SettingsOf<typeof fields>;

  constructor(config: SpectralNormalizationConfig<Inner>) {
    const settings = readConfig('SpectralNormalization', config as SpectralNormalizationConfig, fields);
    super(settings.layer as Inner);
    this.#config = settings;
  }

  getConfig(): PlainConfig {
    return plainConfig(fields, this.#config);
  }

  protected addWeights(kernel: Shape): void {
    this.addWeight({
      name: 'vectorU',
      shape: [1, kernel.at(-1)!],
      initializer: new TruncatedNormal({ stddev: 0.02 }),
      trainable: false,
    });
  }

  protected replaced(kernel: Tensor): Tensor {
    const trace = Trace.of(kernel);
    const matrix = kernel.reshape([null, kernel.shape.at(-1)!]);
    const fixed = matrix.stopGradient();
    const moves = trace.mode === 'train' && !trace.isFrozen(trace.path);
    let u = this.weight('vectorU', kernel);
    let v = direction(u.matMul(fixed, { transposeB: true }));
    for (let i = 0; i < this.#config.powerIterations && moves; i++) {
      if (i > 0) v = direction(u.matMul(fixed, { transposeB: true }));
      u = direction(v.matMul(fixed));
    }
    if (moves) this.replaceWeight('vectorU', kernel, () => u);
    else u = direction(u);
    const sigma = v.stopGradient().matMul(matrix).mul(u.stopGradient()).sum();
    return kernel.div(sigma.where(sigma.greater(0), 1));
  }
}

/** The vector at length 1. */
function direction(x: Tensor): Tensor {
  return x.div(x.square().sum().sqrt().maximum(EPSILON));
}
