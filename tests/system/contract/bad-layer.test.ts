/** What a layer may not ask for, and what is no objective, is refused: one error, which says what and where. */
import {
  decodeSafetensors,
  Dense,
  Dropout,
  Layer,
  modelToFiles,
  Ones,
  sequential,
  type Model,
  type Tensor,
  Trace,
} from '@bernoulli/api';
import { describe, expect, it } from 'vitest';
import { backendOf, waves } from './laws.ts';

const x = waves(6, 3);

/** Does one thing in `call`. */
class Does extends Layer {
  readonly className = 'Does';
  readonly what: (layer: Does, x: Tensor, trace: Trace) => unknown;
  constructor(what: (layer: Does, x: Tensor, trace: Trace) => unknown) {
    super();
    this.what = what;
  }
  getConfig(): Record<string, unknown> {
    return {};
  }
  override build(): void {
    this.addWeight({ name: 'moved', shape: [2], initializer: new Ones() });
    this.addWeight({ name: 'kept', shape: [2], initializer: new Ones(), trainable: false });
  }
  replace(name: string, x: Tensor, next: (now: Tensor) => Tensor): void {
    this.replaceWeight(name, x, next);
  }
  call(x: Tensor): Tensor {
    this.what(this, x, Trace.of(x));
    return x;
  }
}

describe('what a layer asks for', () => {
  interface Asked {
    readonly every?: number;
    readonly rows?: 'own';
    readonly draw?: (x: Tensor) => Tensor;
  }
  const site =
    ({ draw = (x) => x.greater(0), ...more }: Asked) =>
    (_: Does, x: Tensor, trace: Trace): unknown =>
      trace.site({
        type: { dtype: 'bool', shape: x.shape },
        rows: 'own',
        draw: () => draw(x),
        logProbability: (mask) => mask.cast('f32').sum(),
        ...more,
      });

  it.each<[string, (layer: Does, x: Tensor, trace: Trace) => unknown, string, RegExp]>([
    [
      'to replace a weight that is trained',
      (l, x) => l.replace('moved', x, (now) => now),
      'sequential/does/moved',
      /a weight that is not trained.*trainable: false/,
    ],
    [
      'to replace a weight by another shape',
      (l, x) => l.replace('kept', x, () => x),
      'sequential/does/kept',
      /its next value must be f32\[2\]/,
    ],
    [
      'to replace a weight that it lacks',
      (l, x) => l.replace('none', x, (now) => now),
      'sequential/does',
      /has no such weight/,
    ],
    ['a loss of rank 2', (_, x, t) => t.addLoss(x), 'sequential/does', /addLoss.*a scalar, or one number per row/],
    ['a loss that is no f32', (_, x, t) => t.addLoss(x.sum().greater(0)), 'sequential/does', /the loss must be f32/],
    ['noise for 0 steps', site({ every: 0 }), 'sequential/does', /every must be a whole number from 1 up, or Infinity/],
    ['noise for half a step', site({ every: 1.5 }), 'sequential/does', /every must be a whole number/],
    [
      'noise for no rows',
      site({ rows: 'none' as never }),
      'sequential/does',
      /rows must be 'own', 'groups' or 'shared'/,
    ],
    [
      'noise of another type',
      site({ draw: (x: Tensor) => x }),
      'sequential/does',
      /noise.*must be bool\[2, 3\]. Received f32\[2, 3\]/,
    ],
    [
      'noise of another shape',
      site({ draw: (x: Tensor) => x.sum(0).greater(0) }),
      'sequential/does',
      /noise.*must be bool\[2, 3\]. Received bool\[3\]/,
    ],
    [
      'a number that is NaN',
      (_, x, t) => t.addLoss(t.scalar('bad', () => NaN).mul(x.sum())),
      'sequential/does/bad',
      /must give a finite number, also at step 0/,
    ],
  ])('%s', async (_, what, at, message) => {
    const model = sequential([new Does(what)]);
    model.compile({ optimizer: 'sgd', loss: 'meanSquaredError', seed: 1, backend: backendOf('cpu') });
    const run = (async () => model.trainOnBatch(x, x))();
    await expect(run).rejects.toMatchObject({ problem: { at } });
    await expect(run).rejects.toThrow(message);
  });
});

describe("steps of one's own", () => {
  const net = (): Model => {
    const model = sequential([new Dense({ units: 1 }), new Dropout({ rate: 0.5 })], { name: 'net' });
    model.compile({ seed: 1, backend: backendOf('cpu') });
    return model;
  };
  it.each<[string, (model: Model, x: Tensor) => unknown, RegExp]>([
    [
      'an objective that is no scalar',
      (m, x) => m.apply(x),
      /step at net: the objective must be a scalar. Received \[6, 1\]/,
    ],
    ['an objective that is no f32', (m, x) => (m.apply(x) as Tensor).sum().greater(0), /the objective must be f32/],
    ['an objective that is a number', () => 1, /must be a tensor|the objective/],
    ['a record without a loss', (m, x) => ({ other: (m.apply(x) as Tensor).sum() }), /the objective must be a tensor/],
    ['a figure that is no scalar', (m, x) => ({ loss: (m.apply(x) as Tensor).sum(), far: x }), /far must be a scalar/],
  ])('%s', async (_, objective, message) => {
    const model = net();
    const step = model.step({ optimizer: 'sgd', objective: ({ x: [rows] }) => objective(model, rows!) as Tensor });
    await expect(step({ x })).rejects.toThrow(message);
    expect(model.progress.step).toBe(0);
  });

  it('settings that are none', async () => {
    const model = net();
    const objective = ({ x: [rows] }: { x: readonly Tensor[] }): Tensor => (model.apply(rows!) as Tensor).sum();
    expect(() => model.step({ optimizer: 'sgd', objective: 1 as never })).toThrow(/objective must be a function/);
    expect(() => model.step({ optimizer: 'none' as never, objective })).toThrow(/none/);
    expect(() => model.step({ optimizer: 'sgd', objective, name: 'a:b' })).toThrow(/name must hold letters/);
    const nothing = model.step({ optimizer: 'sgd', objective, weights: () => false });
    await expect(nothing({ x })).rejects.toThrow(/at net: moves no weight/);
    // Two without a name would share their state, and files could not tell them apart.
    model.compile({ optimizer: 'sgd', seed: 1, backend: backendOf('cpu') });
    await model.step({ optimizer: 'adam', objective })({ x });
    await expect(model.step({ optimizer: 'adam', objective })({ x })).rejects.toThrow(/at net: needs a name/);
    const files = await modelToFiles(model);
    const { tensors } = decodeSafetensors(files['optimizer.safetensors']!);
    expect(Object.keys(tensors).some((name) => name.startsWith('optimizer:step:m:net/'))).toBe(true);
    await model.step({ name: 'own', optimizer: 'adam', objective })({ x });
  });
});
