/** One of each kind of thing that a user may write, as classes that files name. */
import {
  Dense,
  Dropout,
  Layer,
  metrics,
  ReducedLoss,
  sequential,
  type Constraint,
  type Initializer,
  type Optimizer,
  type Regularizer,
  type Schedule,
  type Sequential,
  type Tensor,
  type UpdateContext,
  type Updated,
} from '@bernoulli/api';
import type { Shape } from '@bernoulli/api/ir';

export class CubicLoss extends ReducedLoss {
  readonly className = 'CubicLoss';
  readonly labels = 'values';
  readonly scale: number;

  constructor({ scale, name = 'cubic', reduction = 'mean' }: { scale: number; name?: string; reduction?: 'mean' }) {
    super({ name, reduction });
    this.scale = scale;
  }

  perSample(yTrue: Tensor, yPred: Tensor): Tensor {
    const error = yPred.sub(yTrue).abs();
    return error.mul(error).mul(error).mul(this.scale).mean(-1);
  }

  override getConfig(): Record<string, unknown> {
    return { ...super.getConfig(), scale: this.scale };
  }
}

export class WorstError extends metrics.MeanMetric {
  readonly className = 'WorstError';
  readonly labels = 'values';

  constructor({ name = 'worst' }: { name?: string } = {}) {
    super({ name });
  }

  protected values(yTrue: Tensor, yPred: Tensor): Tensor {
    return yPred.sub(yTrue).abs().max(-1);
  }
}

export class Scale extends Layer {
  readonly className = 'Scale';
  readonly #by: number;

  constructor({ by }: { by: number }) {
    super();
    this.#by = by;
  }

  getConfig(): { by: number } {
    return { by: this.#by };
  }

  call(x: Tensor): Tensor {
    return x.mul(this.#by);
  }
}

/** Moves by the sign of a running mean of gradients. */
export class RunningSign implements Optimizer {
  readonly className = 'RunningSign';
  readonly slots = ['mean'];
  learningRate: number | Schedule;

  constructor({ learningRate = 0.01 }: { learningRate?: number } = {}) {
    this.learningRate = learningRate;
  }

  scalars(): Record<string, number> {
    return { rate: this.learningRate as number };
  }

  clip(gradients: readonly Tensor[]): readonly Tensor[] {
    return gradients;
  }

  update({ parameter, gradient, slots, scalars }: UpdateContext): Updated {
    const mean = slots['mean']!.mul(0.9).add(gradient.mul(0.1));
    return { parameter: parameter.sub(mean.sign().mul(scalars['rate']!)), slots: { mean } };
  }

  getConfig(): Record<string, unknown> {
    return { learningRate: this.learningRate };
  }
}

class Thirds implements Initializer {
  readonly className = 'Thirds';
  draw(_: unknown, shape: Shape): Float32Array {
    return new Float32Array(shape.reduce((a, b) => a * b, 1)).map((_value, i) => ((i % 3) - 1) / 3);
  }
  getConfig(): Record<string, unknown> {
    return {};
  }
}

class Quartic implements Regularizer {
  readonly className = 'Quartic';
  penalty(w: Tensor): Tensor {
    return w.square().square().sum().mul(0.01);
  }
  getConfig(): Record<string, unknown> {
    return {};
  }
}

class AtMostTwo implements Constraint {
  readonly className = 'AtMostTwo';
  apply(w: Tensor): Tensor {
    return w.minimum(2).maximum(-2);
  }
  getConfig(): Record<string, unknown> {
    return {};
  }
}

/** A schedule with a configuration: made again by the function of its name. */
export function steps({ height }: { height: number }): Schedule {
  const at = (step: number): number => height / (1 + Math.floor(step / 4));
  return Object.assign(at, { className: 'steps', getConfig: () => ({ height }) });
}

/** A schedule that is a function and nothing else. */
export const halving = (step: number): number => 0.001 * 0.5 ** (step / 10);

export const bent = (x: Tensor): Tensor => x.mul(0.5).add(x.abs().mul(0.5));

/** All of it by name, as a model is loaded. */
export const own = {
  losses: { CubicLoss },
  metrics: { WorstError },
  layers: { Scale },
  optimizers: { RunningSign },
  schedules: { steps, halving },
  activations: { bent },
  initializers: { Thirds },
  regularizers: { Quartic },
  constraints: { AtMostTwo },
};

/** A network of such parts. */
export function ownNet(): Sequential {
  return sequential([
    new Dense({
      units: 6,
      activation: bent,
      kernelInitializer: new Thirds(),
      kernelRegularizer: new Quartic(),
      kernelConstraint: new AtMostTwo(),
    }),
    sequential([new Scale({ by: 1.5 })], { name: 'inner' }),
    new Dropout({ rate: steps({ height: 0.5 }) }),
    new Dense({ units: 2 }),
  ]);
}
