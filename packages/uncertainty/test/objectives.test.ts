/** Objectives made of others: against closed forms of small models. */
import { Dense, Dropout, sequential, SGD, type Sequential } from '@bernoulli/api';
import { interpreter } from '@bernoulli/api/ir/interpret';
import { cpu } from '@bernoulli/backend-cpu';
import {
  annealedNoise,
  gradientNoise,
  langevinNoise,
  rDrop,
  sharpnessAware,
  type Objective,
} from '@bernoulli/uncertainty';
import { describe, expect, it } from 'vitest';

const backend = cpu({ threads: 1 });

/** Weights without a bias, all 1 at the start. */
function linear(
  units: number,
  on: ReturnType<typeof cpu> = backend,
  kernelInitializer: 'ones' | 'zeros' = 'ones',
): Sequential {
  const model = sequential([new Dense({ units, useBias: false, kernelInitializer })], { name: 'net' });
  model.compile({ seed: 5, backend: on });
  return model;
}

const squares =
  (model: Sequential): Objective =>
  ({ x, y }) =>
    model.apply(x[0]!).sub(y['y']!).square().mean();
const kernelOf = async (model: Sequential): Promise<Float32Array> =>
  (await model.getWeights())['net/dense/kernel']!.data as Float32Array;

describe('gradient noise', () => {
  const x = [[1, 0], [0, 1], [1, 1]]; // prettier-ignore
  const y = x.map(() => new Array<number>(500).fill(1));

  /** Weights after some steps, and what was reported, with a deviation. */
  async function run(stddev: number | ((step: number) => number), steps: number, on: ReturnType<typeof cpu> = backend) {
    const model = linear(500, on);
    const step = model.step({
      optimizer: new SGD({ learningRate: 0.5 }),
      objective: gradientNoise(squares(model), { stddev }),
    });
    const losses: number[] = [];
    for (let i = 0; i < steps; i++) losses.push((await step({ x, y }))['loss']!);
    const kernel = await kernelOf(model);
    await model.dispose();
    return { losses, kernel };
  }

  it('moves each weight by normal numbers of that deviation, and leaves what is reported', async () => {
    const [plain, noisy] = [await run(0, 1), await run(3, 1)];
    expect(noisy.losses).toEqual(plain.losses);
    const z = plain.kernel.map((w, i) => (w - noisy.kernel[i]!) / (0.5 * 3));
    const mean = z.reduce((sum, value) => sum + value, 0) / z.length;
    const variance = z.reduce((sum, value) => sum + value * value, 0) / z.length;
    // 1,000 standard normal numbers, five standard errors.
    expect(Math.abs(mean)).toBeLessThan(5 / Math.sqrt(1000));
    expect(Math.abs(variance - 1)).toBeLessThan(5 * Math.sqrt(2 / 1000));
    expect(new Set(z).size).toBeGreaterThan(990);
  });

  it('is another at every step, the same for the same seed, and on the interpreter too', async () => {
    const [one, again, other] = [await run(1, 2), await run(1, 2), await run(1, 2, interpreter())];
    expect(again.kernel).toEqual(one.kernel);
    one.kernel.forEach((w, i) => expect(other.kernel[i]!).toBeCloseTo(w, 4));
    // Were the second draw the first again, the noise of both steps would be a multiple of that of one.
    const [first, plain, plain2] = [await run(1, 1), await run(0, 1), await run(0, 2)];
    const a = first.kernel.map((w, i) => w - plain.kernel[i]!);
    const b = one.kernel.map((w, i) => w - plain2.kernel[i]!);
    const dot = (u: Float32Array, v: Float32Array): number => u.reduce((sum, value, i) => sum + value * v[i]!, 0);
    expect(Math.abs(dot(a, b)) / Math.sqrt(dot(a, a) * dot(b, b))).toBeLessThan(0.9);
  });

  it('follows its schedule', async () => {
    const late = (step: number): number => (step === 0 ? 0 : 1);
    expect((await run(late, 1)).kernel).toEqual((await run(0, 1)).kernel);
    expect((await run(late, 2)).kernel).not.toEqual((await run(0, 2)).kernel);
    expect(annealedNoise({ eta: 1, gamma: 0.5 })(15)).toBeCloseTo(0.5, 12);
    expect(langevinNoise({ learningRate: (step) => 1 / (1 + step), rows: 8 })(3)).toBeCloseTo(1, 12);
  });

  it('draws from the posterior, with the deviation of Langevin', async () => {
    // y = w x + N(0, 1): L = ½ mean (w x − y)², flat prior. The posterior is N(Σxy/Σx², 1/Σx²). 400 chains at once, one for each unit.
    const xs = [0.5, -1, 1.5, 2];
    const ys = [1, -1.5, 2, 5];
    const [sxx, sxy] = [7.5, 0.5 + 1.5 + 3 + 10];
    const model = linear(400, backend, 'zeros');
    const learningRate = 0.05;
    const step = model.step({
      optimizer: new SGD({ learningRate }),
      objective: gradientNoise(({ x: [a], y: { y: b } }) => model.apply(a!).sub(b!).square().mean(0).sum().div(2), {
        stddev: langevinNoise({ learningRate, rows: 4 }),
      }),
    });
    const rows = { x: xs.map((a) => [a]), y: ys.map((b) => new Array<number>(400).fill(b)) };
    for (let i = 0; i < 120; i++) await step(rows);
    const w = await kernelOf(model);
    const mean = w.reduce((sum, value) => sum + value, 0) / 400;
    const variance = w.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 400;
    expect(Math.abs(mean - sxy / sxx)).toBeLessThan(5 / Math.sqrt(sxx) / 20);
    // A finite rate widens it by 1 / (1 − η h / 2), with h = Σx² / N.
    const wide = 1 / sxx / (1 - (learningRate * sxx) / 4 / 2);
    expect(Math.abs(variance / wide - 1)).toBeLessThan(5 * Math.sqrt(2 / 400));
    await model.dispose();
  });
});

describe('sharpness-aware minimization', () => {
  it('takes the gradient at the worst place nearby', async () => {
    // L = Σ_i c_i w_i², w = 1: slope 2c, worst place 1 + ρ c / |c|, and the step −η 2c (1 + ρ c / |c|).
    const c = [1, 2, 3];
    const model = linear(1);
    const objective = sharpnessAware(({ x }) => model.apply(x[0]!).square().sum(), { rho: 0.5 });
    const step = model.step({ optimizer: new SGD({ learningRate: 0.01 }), objective });
    const rows = c.map((value, i) => c.map((_, j) => (i === j ? Math.sqrt(value) : 0)));
    const { loss, here } = await step({ x: rows });
    const norm = Math.hypot(...c);
    const worst = c.map((value) => 1 + (0.5 * value) / norm);
    expect(here).toBeCloseTo(6, 5);
    expect(loss).toBeCloseTo(
      c.reduce((sum, value, i) => sum + value * worst[i]! ** 2, 0),
      5,
    );
    (await kernelOf(model)).forEach((w, i) => expect(w).toBeCloseTo(1 - 0.01 * 2 * c[i]! * worst[i]!, 6));
    await model.dispose();
  });

  it('stays where it is flat', async () => {
    const model = linear(1, backend, 'zeros');
    const objective = sharpnessAware(({ x }) => model.apply(x[0]!).square().sum());
    await model.step({ optimizer: 'sgd', objective })({ x: [[1, 2]] });
    expect([...(await kernelOf(model))]).toEqual([0, 0]);
    await model.dispose();
  });
});

describe('R-Drop', () => {
  const x = Array.from({ length: 16 }, (_, i) => [Math.sin(i), Math.cos(i)]);
  const y = Int32Array.from(x, ([a]) => Number(a! > 0));
  const net = (rate: number): Sequential => {
    const model = sequential([new Dropout({ rate }), new Dense({ units: 2, activation: 'softmax' })], { name: 'net' });
    model.compile({ loss: 'sparseCategoricalCrossentropy', optimizer: 'sgd', seed: 2, backend });
    return model;
  };
  const figures = async (rate: number, alpha: number) => {
    const model = net(rate);
    const objective = rDrop((rows) => model.apply(rows!), { loss: 'sparseCategoricalCrossentropy', alpha });
    const made = await model.step({ name: 'rDrop', optimizer: 'sgd', objective })({ x, y });
    await model.dispose();
    return made as Record<'loss' | 'task' | 'apart', number>;
  };

  it('is twice the loss without dropout, and a price on what two masks differ with it', async () => {
    const plain = net(0);
    const { loss } = await plain.evaluate(x, y);
    await plain.dispose();
    const none = await figures(0, 3);
    expect(none.apart).toBe(0);
    expect(none.loss).toBeCloseTo(2 * loss!, 5);
    const some = await figures(0.5, 3);
    expect(some.apart).toBeGreaterThan(0.001);
    expect(some.loss).toBeCloseTo(some.task + 3 * some.apart, 5);
  });
});

it.each<[string, () => unknown, RegExp]>([
  [
    'a deviation below 0',
    () => gradientNoise(squares(linear(1)), { stddev: -1 }),
    /stddev must be a number from 0 up, or a schedule/,
  ],
  ['no rows', () => langevinNoise({ learningRate: 0.1, rows: 0 }), /rows must be a finite number above 0/],
  ['a rate of 0', () => langevinNoise({ learningRate: 0, rows: 1 }), /learningRate must be a number above 0/],
  ['an eta of 0', () => annealedNoise({ eta: 0 }), /eta must be a finite number above 0/],
  ['a rho of 0', () => sharpnessAware(squares(linear(1)), { rho: 0 }), /rho must be a finite number above 0/],
  [
    'a price below 0',
    () => rDrop((x) => x!, { loss: 'mse', alpha: -1 }),
    /alpha must be a finite number of at least 0/,
  ],
  ['an unknown loss', () => rDrop((x) => x!, { loss: 'crossentropy' as never }), /crossentropy/],
])('refuses %s', (_, call, message) => {
  expect(call).toThrow(message);
});
