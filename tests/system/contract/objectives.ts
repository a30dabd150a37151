/** Objectives of one's own over one tree of weights: a GAN, R-Drop, Mixup. */
import { Adam, Dense, Dropout, Model, Trace, type OwnStep, type Tensor } from '@bernoulli/api';
import { drawUniform } from '@bernoulli/api/random';

/** I. Goodfellow et al., "Generative Adversarial Networks" (2014). */
export class Gan extends Model {
  readonly generator = new Dense({ units: 4, activation: 'tanh' });
  readonly hidden = new Dense({ units: 8, activation: 'tanh' });
  readonly dropout = new Dropout({ rate: 0.3 });
  readonly judge = new Dense({ units: 1, activation: 'sigmoid' });
  discriminate(x: Tensor): Tensor {
    return this.judge.apply(this.dropout.apply(this.hidden.apply(x)));
  }
  call(z: Tensor): Tensor {
    return this.discriminate(this.generator.apply(z));
  }
}

export class Net extends Model {
  readonly hidden = new Dense({ units: 8, activation: 'tanh' });
  readonly dropout = new Dropout({ rate: 0.3 });
  readonly head = new Dense({ units: 1 });
  call(x: Tensor): Tensor {
    return this.head.apply(this.dropout.apply(this.hidden.apply(x)));
  }
}

/** How unlikely a probability is, on average. */
export const surprise = (p: Tensor): Tensor => p.add(1e-6).log().neg().mean();

/** Both steps of a GAN, in turn. */
export function adversaries(model: Gan): OwnStep {
  const discriminator = model.step({
    name: 'discriminator',
    optimizer: new Adam({ learningRate: 0.01 }),
    weights: (path) => !path.startsWith('gan/generator/'),
    objective: ({ x: [z, real] }) => surprise(model.discriminate(real!)).add(surprise(model.apply(z!).subFrom(1))),
  });
  const generator = model.step({
    name: 'generator',
    optimizer: new Adam({ learningRate: 0.02 }),
    weights: (path) => path.startsWith('gan/generator/'),
    objective: ({ x: [z] }) => surprise(model.apply(z!)),
  });
  return async (batch) => ({ ...(await discriminator(batch)), ...(await generator(batch)) });
}

/** X. Liang et al., "R-Drop", NeurIPS 2021: two passes with noise of their own shall agree. */
export function rDrop(model: Net): OwnStep {
  return model.step({
    optimizer: 'adam',
    objective: ({ x, y }) => {
      const [first, second] = [model.apply(x[0]!), model.apply(x[0]!)];
      const apart = first.sub(second).square().mean();
      return { loss: first.sub(y['y']!).square().mean().add(apart), apart };
    },
  });
}

/** H. Zhang et al., "mixup", ICLR 2018: rows are mixed with others, in an order that is drawn. */
export function mixup(model: Net): OwnStep {
  return model.step({
    name: 'mixup',
    optimizer: 'adam',
    objective: ({ x: [x], y }) => {
      const rows = x!.shape[0]!;
      const u = Trace.of(x!).site({
        type: { dtype: 'f32', shape: [rows] },
        rows: 'own',
        draw: ({ key, rowOffset }) => drawUniform(key, [rows], rowOffset),
        logProbability: (drawn) => drawn.mul(0).sum(),
      });
      // The rank of each number is a permutation: no two of so few are equal.
      const order = u
        .reshape([rows, 1])
        .greater(u.reshape([1, rows]))
        .cast('i32')
        .sum(1);
      const mix = (value: Tensor): Tensor => value.mul(0.7).add(value.gather(order).mul(0.3));
      return model.apply(mix(x!)).sub(mix(y['y']!)).square().mean();
    },
  });
}
