/** A layer that learns its rate: relaxed noise whose law is a density, and a penalty of its own. */
import { Adam, Constant, Dense, Layer, Model, sequential, Trace, type Tensor } from '@bernoulli/api';
import { drawUniform } from '@bernoulli/api/random';
import { describe, expect, it } from 'vitest';
import {
  backendOf,
  everywhere,
  expectExport,
  expectResume,
  expectSameMasks,
  ready,
  waves,
  type Subject,
} from './laws.ts';

/** Y. Gal, J. Hron and A. Kendall, "Concrete Dropout", NIPS 2017: z is near 1 where a unit is dropped. */
class ConcreteDropout extends Layer {
  readonly className = 'ConcreteDropout';
  readonly temperature: number;
  readonly penalty: number;
  constructor(temperature: number, penalty: number) {
    super();
    this.temperature = temperature;
    this.penalty = penalty;
  }
  getConfig(): Record<string, unknown> {
    return { temperature: this.temperature, penalty: this.penalty };
  }
  override build(): void {
    this.addWeight({ name: 'logit', shape: [], initializer: new Constant({ value: -1 }) });
  }
  call(x: Tensor): Tensor {
    const trace = Trace.of(x);
    const logit = this.weight('logit', x);
    const p = logit.sigmoid();
    const entropy = p.mul(p.log()).add(p.subFrom(1).mul(p.subFrom(1).log()));
    trace.addLoss(entropy.mul(this.penalty * x.shape.at(-1)!));
    if (!trace.noisy) return x;
    const z = trace.site({
      type: { dtype: 'f32', shape: x.shape },
      rows: 'own',
      draw: ({ key, rowOffset }) => {
        // Not 0 and not 1, so that both logarithms are finite.
        const u = drawUniform(key, x.shape, rowOffset)
          .mul(1 - 1e-5)
          .add(5e-6);
        return logit.add(u.log()).sub(u.subFrom(1).log()).div(this.temperature).sigmoid();
      },
      logProbability: (drawn) => this.#density(drawn, logit),
    });
    return x.mul(z.subFrom(1)).div(p.subFrom(1));
  }

  /** C. Maddison, A. Mnih and Y. W. Teh, "The Concrete Distribution", ICLR 2017, appendix B. */
  #density(z: Tensor, logit: Tensor): Tensor {
    const t = this.temperature;
    const [log, rest] = [z.log(), z.subFrom(1).log()];
    const two = logit.sub(log.mul(t)).exp().add(rest.mul(-t).exp()).log();
    return logit
      .add(Math.log(t))
      .sub(log.add(rest).mul(t + 1))
      .sub(two.mul(2))
      .sum();
  }
}

/** The same density in double precision. */
function logDensity(z: number, logit: number, t: number): number {
  const alpha = Math.exp(logit);
  const below = (alpha * z ** -t + (1 - z) ** -t) ** 2;
  return Math.log((t * alpha * z ** (-t - 1) * (1 - z) ** (-t - 1)) / below);
}

class Net extends Model {
  readonly first = new ConcreteDropout(0.5, 0.01);
  readonly dense = new Dense({ units: 8, activation: 'relu' });
  readonly second = new ConcreteDropout(0.5, 0.01);
  readonly head = new Dense({ units: 1 });
  call(x: Tensor): Tensor {
    return this.head.apply(this.second.apply(this.dense.apply(this.first.apply(x))));
  }
}

const x = waves(20, 4);
const subject: Subject<Net> = {
  make: () => new Net(),
  config: { optimizer: new Adam({ learningRate: 0.02 }), loss: 'meanSquaredError', seed: 5 },
  row: [4],
  x,
  y: x.map((row) => [2 * row[0]! + row[1]!]),
};

describe.each(everywhere)('ConcreteDropout on %s', (name) => {
  it('learns its rate', async () => {
    const model = ready(subject, name);
    const { history } = await model.fit(x, subject.y, { epochs: 20, batchSize: 8, verbose: 0 });
    expect(history['loss']!.at(-1)).toBeLessThan(history['loss']![0]!);
    const weights = await model.getWeights();
    for (const path of ['net/first/logit', 'net/second/logit'])
      expect(Math.abs(weights[path]!.data[0]! + 1), path).toBeGreaterThan(0.05);
    await model.dispose();
  });

  it('adds its penalty once to the loss, however many rows or parts there are', async () => {
    const model = sequential([new ConcreteDropout(1, 3)]);
    model.compile({ ...subject.config, backend: backendOf(name) });
    model.buildFor([4]);
    const p = 1 / (1 + Math.exp(1));
    const wanted = 3 * 4 * (p * Math.log(p) + (1 - p) * Math.log(1 - p));
    // In inference the output is the input, so that nothing but the penalty is left.
    for (const batchSize of [20, 7, 1])
      expect(Math.abs((await model.evaluate(x, x, { batchSize }))['loss']! - wanted)).toBeLessThan(1e-5);
    await model.dispose();
  });

  it('knows the density of what it draws', async () => {
    for (const t of [0.5, 1]) {
      const model = sequential([new ConcreteDropout(t, 0)]);
      model.compile({ seed: 1, backend: backendOf(name) });
      model.buildFor([3]);
      await model.setWeights({ 'sequential/concreteDropout/logit': { data: [0.4], shape: [] } });
      const z = [0.1, 0.35, 0.5, 0.62, 0.8, 0.95];
      const wanted = z.reduce((sum, value) => sum + logDensity(value, 0.4, t), 0);
      const got = await model.logProbability({ 'sequential/concreteDropout': { data: z, shape: [2, 3] } });
      expect(Math.abs(got - wanted)).toBeLessThan(1e-4);
      await model.dispose();
    }
    // It is one: it integrates to 1 over (0, 1).
    const grid = Array.from({ length: 1000 }, (_, i) => Math.exp(logDensity((i + 0.5) / 1000, 0.4, 1)) / 1000);
    expect(Math.abs(grid.reduce((sum, value) => sum + value, 0) - 1)).toBeLessThan(1e-4);
  });

  it('takes noise that is handed in', async () => {
    const [drawn, given] = [ready(subject, name), ready(subject, name)];
    const masks = await drawn.masks(0, { x });
    const loss = await drawn.trainOnBatch(x, subject.y);
    expect(Math.abs((await given.trainOnBatch(x, subject.y, { masks }))['loss']! - loss['loss']!)).toBeLessThan(1e-5);
    await drawn.dispose();
    await given.dispose();
  });

  it('resumes bit for bit, draws what cpu() draws, and is exported', async () => {
    const model = await expectResume(subject, name);
    await expectExport(model, x);
    await model.dispose();
    await expectSameMasks(subject, name);
  });
});
