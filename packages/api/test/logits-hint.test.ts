/** Logits that are trained with a loss for probabilities are hinted at: once, and never where it would be wrong. */
import {
  Activation,
  Dense,
  losses,
  Model,
  NonNeg,
  Reshape,
  sequential,
  type Layer,
  type CompileConfig,
  type Tensor,
} from '@bernoulli/api';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { clusters } from './data.ts';
import { compiled } from './nets.ts';

const { x, y } = clusters(12);
const quiet = { verbose: 0 } as const;
const oneHot = Array.from(y, (label) => [0, 1, 2].map((c) => Number(c === label)));
const yesNo = Array.from(y, (label) => [Number(label > 0)]);

const warnings: string[] = [];
beforeEach(() => void vi.spyOn(console, 'warn').mockImplementation((text: string) => void warnings.push(text)));
afterEach(() => {
  warnings.length = 0;
  vi.restoreAllMocks();
});

type Labels = Parameters<Model['fit']>[1];

async function trained(model: Model, labels: Labels, config: CompileConfig): Promise<string[]> {
  await compiled(model, { metrics: [], ...config }).fit(x, labels, { epochs: 2, batchSize: 4, ...quiet });
  return warnings.splice(0);
}

const net = (...last: Layer[]): Model => sequential([new Dense({ units: 4, activation: 'relu' }), ...last]);
const { BinaryCrossentropy, CategoricalCrossentropy, SparseCategoricalCrossentropy } = losses;

describe('a hint', () => {
  it.each<{ what: string; last: () => Layer[]; labels: Labels; loss: CompileConfig['loss']; activation: string }>([
    { what: 'a linear layer', last: () => [new Dense({ units: 3 })], labels: y, loss: 'sparseCategoricalCrossentropy', activation: 'softmax' }, // prettier-ignore
    { what: 'one without a bias', last: () => [new Dense({ units: 3, useBias: false })], labels: y, loss: new SparseCategoricalCrossentropy(), activation: 'softmax' }, // prettier-ignore
    { what: 'one for each class', last: () => [new Dense({ units: 3 })], labels: oneHot, loss: new CategoricalCrossentropy(), activation: 'softmax' }, // prettier-ignore
    { what: 'a yes or no', last: () => [new Dense({ units: 1 })], labels: yesNo, loss: 'binaryCrossentropy', activation: 'sigmoid' }, // prettier-ignore
    { what: 'a rectifier', last: () => [new Dense({ units: 1, activation: 'relu' })], labels: yesNo, loss: new BinaryCrossentropy(), activation: 'sigmoid' }, // prettier-ignore
    { what: 'tanh', last: () => [new Dense({ units: 1, activation: 'tanh' })], labels: yesNo, loss: new BinaryCrossentropy(), activation: 'sigmoid' }, // prettier-ignore
    { what: 'a layer that only moves', last: () => [new Dense({ units: 3 }), new Reshape({ targetShape: [3] })], labels: y, loss: 'sparseCategoricalCrossentropy', activation: 'softmax' }, // prettier-ignore
  ])('is given once for $what', async ({ last, labels, loss, activation }) => {
    const told = await trained(net(...last()), labels, { loss });
    expect(told).toHaveLength(1);
    expect(told[0]).toMatch(
      /^fit at sequential: \w+Crossentropy takes probabilities, and the output comes from a layer/,
    );
    expect(told[0]).toContain(`Give the last layer activation: '${activation}', or the loss fromLogits: true.`);
  });

  it('is given once for a compiled model, whoever takes its labels first', async () => {
    const model = compiled(net(new Dense({ units: 3 })), { metrics: [] });
    await model.evaluate(x, y);
    expect(warnings).toEqual([expect.stringMatching(/^evaluate at sequential: /)]);
    await model.fit(x, y, { validationData: [x, y], ...quiet });
    await model.trainOnBatch(x, y);
    expect(warnings).toHaveLength(1);
  });

  it('names the output it is about', async () => {
    class TwoHeads extends Model {
      good = new Dense({ units: 3, activation: 'softmax' });
      bad = new Dense({ units: 3 });
      call(input: Tensor): Record<'good' | 'bad', Tensor> {
        return { good: this.good.apply(input), bad: this.bad.apply(input) };
      }
    }
    const told = await trained(new TwoHeads(), { good: y, bad: y }, { loss: 'sparseCategoricalCrossentropy' });
    expect(told).toEqual([expect.stringContaining('takes probabilities, and bad comes from')]);
  });
});

describe('no hint', () => {
  /** A mixture of what it is given: a product with a weight, whose rows stay probabilities. */
  class Mixture extends Model {
    gate = new Dense({ units: 4, activation: 'softmax' });
    mix = new Dense({ units: 3, useBias: false, kernelConstraint: new NonNeg() });
    call(input: Tensor): Tensor {
      return this.mix.apply(this.gate.apply(input));
    }
  }
  class OwnSoftmax extends Model {
    dense = new Dense({ units: 3 });
    call(input: Tensor): Tensor {
      const e = this.dense.apply(input).exp();
      return e.div(e.sum(-1, true));
    }
  }
  class Halves extends Model {
    a = new Dense({ units: 3, activation: 'softmax' });
    b = new Dense({ units: 3, activation: 'softmax' });
    call(input: Tensor): Tensor {
      return this.a.apply(input).mul(0.5).add(this.b.apply(input).mul(0.5));
    }
  }
  const linear = (units: number): Model => net(new Dense({ units }));
  it.each<{ what: string; model: () => Model; labels: Labels; loss: CompileConfig['loss'] }>([
    { what: 'fromLogits: sparse', model: () => linear(3), labels: y, loss: new SparseCategoricalCrossentropy({ fromLogits: true }) }, // prettier-ignore
    { what: 'fromLogits: categorical', model: () => linear(3), labels: oneHot, loss: new CategoricalCrossentropy({ fromLogits: true }) }, // prettier-ignore
    { what: 'fromLogits: binary', model: () => linear(1), labels: yesNo, loss: new BinaryCrossentropy({ fromLogits: true }) }, // prettier-ignore
    { what: 'a loss of values', model: () => linear(1), labels: yesNo, loss: 'meanSquaredError' },
    { what: 'softmax', model: () => net(new Dense({ units: 3, activation: 'softmax' })), labels: y, loss: 'sparseCategoricalCrossentropy' }, // prettier-ignore
    { what: 'a layer of softmax', model: () => net(new Dense({ units: 3 }), new Activation({ activation: 'softmax' })), labels: y, loss: 'sparseCategoricalCrossentropy' }, // prettier-ignore
    { what: 'sigmoid', model: () => net(new Dense({ units: 1, activation: 'sigmoid' })), labels: yesNo, loss: 'binaryCrossentropy' }, // prettier-ignore
    { what: 'a hard sigmoid', model: () => net(new Dense({ units: 1, activation: 'hardSigmoid' })), labels: yesNo, loss: 'binaryCrossentropy' }, // prettier-ignore
    { what: 'a mixture with bounds on its weights', model: () => new Mixture(), labels: y, loss: 'sparseCategoricalCrossentropy' }, // prettier-ignore
    { what: 'a softmax of their own', model: () => new OwnSoftmax(), labels: y, loss: 'sparseCategoricalCrossentropy' },
    { what: 'a mean of two', model: () => new Halves(), labels: y, loss: 'sparseCategoricalCrossentropy' },
  ])('is given for $what', async ({ model, labels, loss }) => {
    expect(await trained(model(), labels, { loss })).toEqual([]);
  });
});
