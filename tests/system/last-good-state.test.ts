/** A step whose next state would not be finite is refused, and all of the state stays as it was to the bit: weights, slots, files. */
import {
  Adam,
  Constant,
  decodeSafetensors,
  Dense,
  encodeSafetensors,
  modelFromFiles,
  modelToFiles,
  optimizers,
  RMSprop,
  sequential,
  SGD,
  type Constraint,
  type ModelFiles,
  type Optimizer,
  type Sequential,
  type Tensor,
  type UpdateContext,
  type Updated,
} from '@bernoulli/api';
import { describe, expect, it } from 'vitest';
import { backends } from './backends.ts';
import { bits } from './nets.ts';

/** What a checkpoint holds: weights and slots by name. */
async function stateOf(model: Sequential): Promise<ReturnType<typeof stored>> {
  return stored(await modelToFiles(model));
}

function stored(files: ModelFiles) {
  const slots = files['optimizer.safetensors'];
  return {
    ...decodeSafetensors(files['model.safetensors']).tensors,
    ...(slots === undefined ? {} : decodeSafetensors(slots).tensors),
  };
}

function isFinite(state: Awaited<ReturnType<typeof stateOf>>): boolean {
  return Object.values(state).every(({ data }) => Array.from(data).every(Number.isFinite));
}

/** Takes a step, which leaves a finite state or the one that it found; true where it was taken. */
async function takes(model: Sequential, x: number[][], y: number[][]): Promise<boolean> {
  const before = await stateOf(model);
  const { step } = model.progress;
  const error: unknown = await model.trainOnBatch(x, y).then(
    () => null,
    (reason) => reason,
  );
  const after = await stateOf(model);
  expect(isFinite(after)).toBe(true);
  if (error === null) return true;
  expect(error).toMatchObject({ code: 'NON_FINITE' });
  // Slots that were zeros, and not there before the first step, are zeros.
  for (const [name, value] of Object.entries(after)) before[name] ??= { ...value, data: value.data.slice().fill(0) };
  expect(bits(after)).toEqual(bits(before));
  expect(model.progress.step).toBe(step);
  return false;
}

/** 200 rows of small numbers, one of them 1.7e12. */
function rows(seed: number): { x: number[][]; y: number[][] } {
  const number = (i: number): number => Math.sin(i * 12.9898 + seed * 78.233);
  const x = Array.from({ length: 200 }, (_, row) => Array.from({ length: 3 }, (_, column) => number(row * 3 + column)));
  const y = x.map((row) => [row[0]! - row[1]!]);
  x[(seed * 37) % 200]![seed % 3] = 1.7e12;
  return { x, y };
}

/** The steps of the first two are of moderate size whatever the gradient, so that they go on. */
const moving: readonly { readonly name: string; readonly optimizer: () => Optimizer; readonly goesOn: boolean }[] = [
  { name: 'Adam', optimizer: () => new Adam(), goesOn: true },
  { name: 'RMSprop', optimizer: () => new RMSprop(), goesOn: true },
  { name: 'SGD with momentum', optimizer: () => new SGD({ momentum: 0.9 }), goesOn: false },
];

describe.each(Object.entries(backends))('%s', (backendName, make) => {
  const seeds = backendName === 'cpu' ? 40 : 12;

  it.each(moving)('$name, one value of 1.7e12 in 200 rows', { timeout: 120_000 }, async ({ optimizer, goesOn }) => {
    const backend = make();
    let refused = 0;
    for (let seed = 0; seed < seeds; seed++) {
      const model = sequential([new Dense({ units: 4, activation: 'relu' }), new Dense({ units: 1 })]);
      model.compile({ optimizer: optimizer(), loss: 'meanSquaredError', seed, backend });
      model.buildFor([3]);
      const { x, y } = rows(seed);
      for (let from = 0; from < 200; from += 50)
        if (!(await takes(model, x.slice(from, from + 50), y.slice(from, from + 50)))) refused++;
      const last = await takes(model, [[1, 2, 3]], [[1]]);
      if (goesOn) expect(last).toBe(true);
      await model.dispose();
    }
    expect(refused).toBeGreaterThan(seeds / 4);
  });

  /** A step from weight 1 at input x, target 0: the gradient is 2x². */
  const line = (optimizer: Optimizer, constraint?: Constraint): Sequential => {
    const one = new Constant({ value: 1 });
    const model = sequential([
      new Dense({ units: 1, useBias: false, kernelInitializer: one, kernelConstraint: constraint ?? null }),
    ]);
    model.compile({ optimizer, loss: 'meanSquaredError', seed: 0, backend: make() });
    model.buildFor([1]);
    return model;
  };

  it.each(Object.keys(optimizers) as (keyof typeof optimizers)[])('%s at any size of gradient', async (name) => {
    for (const size of [0, 1e-30, 1e9, 3e9, 1e15, 1e18]) {
      const model = line(new optimizers[name]());
      await takes(model, [[size]], [[0]]);
      await takes(model, [[size]], [[0]]);
      await takes(model, [[1]], [[0]]);
      await model.dispose();
    }
  });

  it('takes a step of any size whose next state is finite', async () => {
    const model = line(new SGD({ learningRate: 1e-33 }));
    for (const [x, weight] of [
      [1e15, 0.998],
      [1e15, 0.996004],
      [1, 0.996004],
    ] as const) {
      expect(await takes(model, [[x]], [[0]])).toBe(true);
      expect((await model.getWeights())['sequential/dense/kernel']!.data[0]).toBeCloseTo(weight, 6);
    }
    await model.dispose();
  });

  it('refuses a rate that leaves the range, and goes on with a smaller one', async () => {
    const model = line(new SGD({ learningRate: 3e38 }));
    expect(await takes(model, [[1]], [[0]])).toBe(false);
    model.optimizer.learningRate = 0.25;
    expect(await takes(model, [[1]], [[0]])).toBe(true);
    expect((await model.getWeights())['sequential/dense/kernel']!.data[0]).toBeCloseTo(0.5, 6);
    await model.dispose();
  });

  it('looks at what an optimizer and a constraint of the user make', async () => {
    const dividing = line(new Dividing());
    expect(await takes(dividing, [[1]], [[0]])).toBe(true);
    expect(await takes(dividing, [[0]], [[0]])).toBe(false);
    await dividing.dispose();
    const constrained = line(new SGD({ learningRate: 0.5 }), new Root());
    expect(await takes(constrained, [[1]], [[0]])).toBe(true);
    expect(await takes(constrained, [[1]], [[1]])).toBe(true);
    expect(await takes(constrained, [[1]], [[-4]])).toBe(false);
    await constrained.dispose();
  });

  it('starts from slots that are large already', async () => {
    const model = line(new Adam());
    await takes(model, [[1]], [[0]]);
    const files = await modelToFiles(model);
    const { tensors } = decodeSafetensors(files['optimizer.safetensors']!);
    for (const [name, { data }] of Object.entries(tensors)) data.fill(name.includes(':v:') ? 0 : 3e38);
    const again = modelFromFiles(
      { ...files, 'optimizer.safetensors': encodeSafetensors(tensors) },
      { backend: make() },
    );
    expect(await takes(again as Sequential, [[0]], [[0]])).toBe(false);
    await Promise.all([model.dispose(), again.dispose()]);
  });
});

/** Steps of one size: NaN where the gradient is 0. */
class Dividing implements Optimizer {
  readonly className = 'Dividing';
  readonly slots = [];
  learningRate = 0.25;

  scalars(): Record<string, number> {
    return { rate: this.learningRate };
  }

  clip(gradients: readonly Tensor[]): readonly Tensor[] {
    return gradients;
  }

  update({ parameter, gradient, scalars }: UpdateContext): Updated {
    return { parameter: parameter.sub(gradient.div(gradient.abs()).mul(scalars['rate']!)), slots: {} };
  }

  getConfig(): Record<string, unknown> {
    return {};
  }
}

/** NaN below 0. */
class Root implements Constraint {
  readonly className = 'Root';

  apply(w: Tensor): Tensor {
    return w.sqrt();
  }

  getConfig(): Record<string, unknown> {
    return {};
  }
}
