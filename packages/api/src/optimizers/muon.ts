/** Muon: matrices move along their momentum made orthogonal, everything else as Adam moves it. */
import {
  atLeast,
  below,
  flag,
  list,
  nullable,
  number,
  positive,
  text,
  whole,
  type Fields,
} from '../ir/config/index.ts';
import type { Shape } from '../ir/index.ts';
import type { Tensor } from '../tracing/tensor.ts';
import { adamMove, adamStepSize } from './adam.ts';
import { commonFields, GradientOptimizer, type OptimizerConfig } from './gradient-optimizer.ts';
import type { UpdateContext, Updated } from './optimizer.ts';

export interface MuonConfig extends OptimizerConfig {
  /** β₁ of Adam, in [0, 1). Default 0.9. */
  readonly adamBeta1?: number;
  /** β₂ of Adam, in [0, 1). Default 0.999. */
  readonly adamBeta2?: number;
  /** Decay of the weights that Adam moves, as `weightDecay` is of the others; `null`: none. Default 0.004, for both. */
  readonly adamWeightDecay?: number | null;
  /** ε of Adam, above 0. Default 1e-7. */
  readonly epsilon?: number;
  /** Weights whose path holds one of these texts are Adam's. Name the last dense layer here. Default: none. */
  readonly excludeLayers?: readonly string[];
  /** Weights whose path holds `embedding` are Adam's. Default `true`. */
  readonly excludeEmbeddings?: boolean;
  /** a of the iteration. Default 3.4445. */
  readonly muonA?: number;
  /** b of the iteration. Default −4.775. */
  readonly muonB?: number;
  /** c of the iteration. Default 2.0315. */
  readonly muonC?: number;
  /** Adam's rate, as a multiple of the rate. Default 1. */
  readonly adamLrRatio?: number;
  /** μ in [0, 1). Default 0.95. */
  readonly momentum?: number;
  /** Iterations, from 0 up. Default 5. */
  readonly nsSteps?: number;
  /** Look ahead along the momentum. Default `true`. */
  readonly nesterov?: boolean;
  /** ρ: steps are scaled by ρ·√(rows or columns, what is more); `null`: not scaled. Default 0.2. */
  readonly rmsRate?: number | null;
}

const fields = {
  adamBeta1: below(0, 1, 0.9),
  adamBeta2: below(0, 1, 0.999),
  adamWeightDecay: nullable(atLeast(0), 0.004),
  epsilon: positive(1e-7),
  excludeLayers: list(text(), []),
  excludeEmbeddings: flag(true),
  muonA: number(3.4445),
  muonB: number(-4.775),
  muonC: number(2.0315),
  adamLrRatio: atLeast(0, 1),
  momentum: below(0, 1, 0.95),
  nsSteps: whole(0, 5),
  nesterov: flag(true),
  rmsRate: nullable(positive(), 0.2),
  ...commonFields(0.001, 0.004),
} satisfies Fields<MuonConfig>;

/**
 * m ← μ·m + g, w ← w − η·ρ·√max(rows, columns)·orthogonal(g + μ·m) for a matrix w, where orthogonal(x) is near U·Vᵀ of x = U·S·Vᵀ: it
 * takes X ← a·X + (b·XXᵀ + c·(XXᵀ)²)·X a few times from x / ‖x‖. Weights of another rank, and embeddings, are moved by {@link Adam}.
 * Default rate η: 0.001. Sources: K. Jordan et al., "Muon" (2024); the scale: J. Liu et al., arXiv:2502.16982.
 *
 * @throws BernoulliError `CONFIG` for a bad or unknown setting.
 * @example
 * ```ts
 * import { Muon } from '@bernoulli/api';
 * const muon = new Muon({ excludeLayers: ['net/output'] });
 * muon.slotsOf('net/dense/kernel', [8, 4]); // => ['m']
 * muon.slotsOf('net/output/kernel', [8, 4]); // => ['m', 'v']
 * ```
 */
export class Muon extends GradientOptimizer<typeof fields> {
  readonly className = 'Muon';
  readonly slots: readonly string[] = ['m', 'v'];

  constructor(config: MuonConfig = {}) {
    super('Muon', config, fields);
  }

  #isAdams(path: string, shape: Shape): boolean {
    const { excludeEmbeddings, excludeLayers } = this.config;
    return (
      shape.length !== 2 ||
      (excludeEmbeddings && path.toLowerCase().includes('embedding')) ||
      excludeLayers.some((text) => path.includes(text))
    );
  }

  override slotsOf(path: string, shape: Shape): readonly string[] {
    return super.slotsOf(path, shape).filter((slot) => slot !== 'v' || this.#isAdams(path, shape));
  }

  protected override shrinkage(path: string, shape: Shape): string {
    return this.#isAdams(path, shape) ? 'keepAdam' : 'keep';
  }

  protected override stepScalars(rate: number, updates: number): Record<string, number> {
    const { adamBeta1, adamBeta2, adamLrRatio, adamWeightDecay: decay } = this.config;
    return {
      learningRate: rate,
      stepSize: adamStepSize(rate * adamLrRatio, adamBeta1, adamBeta2, updates),
      ...(decay === null ? {} : { keepAdam: 1 - rate * decay }),
    };
  }

  protected move(context: UpdateContext): Updated {
    const { path, parameter, gradient, slots, scalars } = context;
    const { adamBeta1: beta1, adamBeta2: beta2, epsilon, momentum, nesterov, rmsRate } = this.config;
    if (this.#isAdams(path, parameter.shape)) return adamMove(context, { beta1, beta2, epsilon, amsgrad: false });
    const m = slots['m']!.mul(momentum).add(gradient);
    const scale = rmsRate === null ? 1 : rmsRate * Math.sqrt(Math.max(...parameter.shape));
    const direction = this.#orthogonal(nesterov ? gradient.add(m.mul(momentum)) : m);
    return { parameter: parameter.sub(direction.mul(scalars['learningRate']!.mul(scale))), slots: { m } };
  }

  /** The iteration of Newton and Schulz, on the matrix as it lies when it is wide, else on its transpose. */
  #orthogonal(matrix: Tensor): Tensor {
    const { muonA, muonB, muonC, nsSteps } = this.config;
    const tall = matrix.shape[0]! > matrix.shape[1]!;
    const wide = tall ? matrix.transpose() : matrix;
    let x = wide.div(wide.square().sum().sqrt().add(1e-7));
    for (let i = 0; i < nsSteps; i++) {
      const a = x.matMul(x, { transposeB: true });
      x = x.mul(muonA).add(a.mul(muonB).add(a.matMul(a).mul(muonC)).matMul(x));
    }
    return tall ? x.transpose() : x;
  }
}
