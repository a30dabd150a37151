/** Ways to train of one's own: right on every backend, stored, resumed and exported like any other. */
import { modelFromFiles, modelToFiles, type Model, type OwnStep, type Tensor } from '@bernoulli/api';
import { describe, expect, it } from 'vitest';
import { bits } from '../nets.ts';
import { backendOf, everywhere, expectExport, waves, worst } from './laws.ts';
import { adversaries, Gan, mixup, Net, rDrop, surprise } from './objectives.ts';

const x = waves(12, 4);
const y = x.map((row) => [2 * row[0]! + row[1]!]);

interface Case {
  readonly make: () => Model;
  readonly steps: (model: never) => OwnStep;
  readonly x: Parameters<OwnStep>[0]['x'];
}

const inputs = (values: number[][]): { data: number[]; shape: number[] } => ({ data: values.flat(), shape: [12, 4] });
const cases: Readonly<Record<string, Case>> = {
  GAN: { make: () => new Gan(), steps: adversaries, x: [inputs(x), inputs(x.map((row) => row.map(Math.abs)))] },
  'R-Drop': { make: () => new Net(), steps: rDrop, x },
  Mixup: { make: () => new Net(), steps: mixup, x },
};

const everyCase = everywhere.flatMap((name) => Object.keys(cases).map((subject) => ({ name, subject })));

function fresh(subject: string, name: string): Model {
  const model = cases[subject]!.make();
  model.compile({ seed: 5, backend: backendOf(name) });
  model.buildFor([4]);
  return model;
}

async function train(subject: string, model: Model, from: number, to: number): Promise<number[]> {
  const step = cases[subject]!.steps(model as never);
  const losses: number[] = [];
  for (let i = from; i < to; i++) losses.push((await step({ x: cases[subject]!.x, y })).loss!);
  return losses;
}

describe.each(everyCase)('$subject on $name', ({ name, subject }) => {
  it('learns as on cpu(), resumes bit for bit and is exported', async () => {
    const whole = fresh(subject, name);
    const losses = await train(subject, whole, 0, 6);
    const there = await train(subject, fresh(subject, 'cpu'), 0, 6);
    // The same noise: a loss with other masks is a tenth or more away.
    expect(worst({ data: losses }, { data: there })).toBeLessThan(1e-3);

    const half = fresh(subject, name);
    await train(subject, half, 0, 3);
    const files = await modelToFiles(half);
    const loaded = modelFromFiles(files, { into: cases[subject]!.make(), backend: backendOf(name) });
    await train(subject, loaded, 3, 6);
    expect(loaded.progress).toEqual(whole.progress);
    expect(bits(await loaded.getWeights())).toEqual(bits(await whole.getWeights()));

    await expectExport(whole, x);
    for (const model of [whole, half, loaded]) await model.dispose();
  });
});

describe.each(everywhere)('steps on %s', (name) => {
  it('move the weights that are theirs, count by themselves and draw by themselves', async () => {
    const model = fresh('GAN', name) as Gan;
    const only = (name: string, prefix: string): OwnStep =>
      model.step({
        name,
        optimizer: 'sgd',
        weights: (path) => path.startsWith(prefix),
        objective: ({ x: rows }) => surprise(model.apply(rows[0]!)),
      });
    const moved = async (step: OwnStep): Promise<string[]> => {
      const before = bits(await model.getWeights());
      await step({ x });
      const after = bits(await model.getWeights());
      return Object.keys(after).filter((path) => after[path] !== before[path]);
    };
    expect(await moved(only('g', 'gan/generator/'))).toEqual(['gan/generator/kernel', 'gan/generator/bias']);
    expect(await moved(only('j', 'gan/judge/'))).toEqual(['gan/judge/kernel', 'gan/judge/bias']);
    expect(await moved(only('g', 'gan/judge/'))).toEqual(['gan/judge/kernel', 'gan/judge/bias']);
    expect(model.progress).toMatchObject({ step: 0, steps: { g: 2, j: 1 } });
    await model.dispose();
  });

  it('beside fit keep a state of their own, which is stored', async () => {
    const model = new Net();
    model.compile({ optimizer: 'adam', loss: 'meanSquaredError', seed: 5, backend: backendOf(name) });
    await model.fit(x, y, { verbose: 0 });
    await mixup(model)({ x, y });
    const loaded = modelFromFiles(await modelToFiles(model), { into: new Net(), backend: backendOf(name) });
    for (const each of [model, loaded]) {
      await mixup(each)({ x, y });
      await each.fit(x, y, { verbose: 0 });
    }
    expect(loaded.progress).toMatchObject({ step: 2, steps: { mixup: 2 } });
    expect(bits(await loaded.getWeights())).toEqual(bits(await model.getWeights()));
    await model.dispose();
    await loaded.dispose();
  });

  it('that see parts of a model leave no weight behind', async () => {
    const model = fresh('Mixup', name) as Net;
    const before = await model.getWeights();
    const part = (own: string, output: (x: Tensor) => Tensor): OwnStep =>
      model.step({ name: own, optimizer: 'adam', objective: ({ x: [rows] }) => output(rows!).square().mean() });
    const first = part('first', (rows) => model.hidden.apply(rows));
    const last = part('last', (rows) => model.head.apply(rows));
    const wide = waves(12, 8);
    for (let i = 0; i < 2; i++) {
      await first({ x: x.slice(0, 12 - i) });
      await last({ x: wide.slice(0, 12 - i) });
    }
    await model.predict(x);
    const after = await model.getWeights();
    // Two steps of Adam are 0.001 each; a state that begins anew in between makes another second one.
    for (const [path, value] of Object.entries(after)) {
      expect(worst(value, before[path]!), path).toBeGreaterThan(0);
      expect(worst(value, before[path]!), path).toBeLessThan(0.0021);
    }
    await first({ x });
    await last({ x: wide });
    const predicted = await model.predict(x);
    const loaded = modelFromFiles(await modelToFiles(model), { into: new Net(), backend: backendOf(name) });
    expect(worst(await loaded.predict(x), predicted)).toBeLessThan(1e-6);
    await model.dispose();
    await loaded.dispose();
  });

  it('pass twice with noise of their own', async () => {
    const model = fresh('R-Drop', name) as Net;
    expect((await rDrop(model)({ x, y }))['apart']).toBeGreaterThan(1e-3);
    await model.dispose();
  });
});
