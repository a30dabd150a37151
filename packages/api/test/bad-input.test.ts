/** Every bad input gets one clear error: what, where, expected, received. */
import { Adam, Conv2D, Dense, Dropout, layerFromConfig, Model, sequential, type Tensor } from '@bernoulli/api';
import { describe, expect, it } from 'vitest';
import { clusters } from './data.ts';
import { makeKind } from './dropout-kinds.ts';
import { DropoutSite } from './dropout-site.ts';
import { compiled, SimpleNet } from './nets.ts';

const { x, y } = clusters(12);
const quiet = { verbose: 0 } as const;

function broken(call: (model: BrokenNet, x: Tensor) => Tensor): BrokenNet {
  return compiled(new BrokenNet(call));
}
class BrokenNet extends Model {
  readonly dense = new Dense({ units: 3 });
  readonly body: (model: BrokenNet, x: Tensor) => Tensor;
  constructor(body: (model: BrokenNet, x: Tensor) => Tensor) {
    super();
    this.body = body;
  }
  call(input: Tensor): Tensor {
    return this.body(this, input);
  }
}

describe('configuration', () => {
  it.each([
    [{ rate: 1.5 }, 'Dropout: rate must be in [0, 1]. Received 1.5.'],
    [{ rate: -0.1 }, 'Dropout: rate must be in [0, 1]. Received -0.1.'],
    [{ rate: NaN }, 'Dropout: rate must be in [0, 1]. Received NaN.'],
    [{ rate: [0.5, 2] }, 'Dropout: rate[1] must be in [0, 1]. Received 2.'],
    [
      { rate: 0.5, seed: 1 },
      'Dropout: there is no setting "seed"; there are rate, noiseShape, shareRows, every, name.',
    ],
    [{ rate: 0.5, noiseShape: [0] }, 'Dropout: noiseShape must be'],
  ])('%o', (config, message) => {
    expect(() => new Dropout(config as never)).toThrow(message);
  });

  it.each([
    ['GaussianDropout', { rate: 1 }, 'GaussianDropout: rate must be in [0, 1). Received 1.'],
    ['GaussianDropout', { rate: [0.5, 1] }, 'GaussianDropout: rate[1] must be in [0, 1). Received 1.'],
    ['GaussianNoise', { stddev: -1 }, 'GaussianNoise: stddev must be a finite number of at least 0. Received -1.'],
    ['GaussianNoise', {}, 'GaussianNoise: stddev must be a finite number of at least 0. Received undefined.'],
    ['UniformNoise', { limit: Infinity }, 'UniformNoise: limit must be a finite number of at least 0.'],
    ['AlphaDropout', { rate: 1.1 }, 'AlphaDropout: rate must be in [0, 1]. Received 1.1.'],
    ['FeatureAlphaDropout', { rate: [] }, 'FeatureAlphaDropout: rate must hold one number per unit.'],
    ['SpatialDropout2D', { rate: 0.5, dataFormat: 'channelsLast' }, 'there is no setting "dataFormat"'],
    ['SpatialDropout3D', { rate: NaN }, 'SpatialDropout3D: rate must be in [0, 1]. Received NaN.'],
    [
      'DropBlock2D',
      { rate: 0.1, blockSize: 0 },
      'DropBlock2D: blockSize must be a whole number from 1 up. Received 0.',
    ],
    ['DropPath', { rate: [0.1, 0.2] }, 'DropPath: rate must be one number, or a schedule.'],
    ['Dropout', { rate: 0.1, every: 0 }, 'Dropout: every must be a whole number from 1 up, or Infinity. Received 0.'],
    ['LayerDrop', { layer: new Dense({ units: 1 }), rate: 0.1, every: 1.5 }, 'LayerDrop: every must be a whole number'],
    ['Attention', { dropout: [0.1, 0.2] }, 'Attention: dropout must be one number, or a schedule.'],
    ['MultiHeadAttention', { numHeads: 1, keyDim: 1, dropKey: 2 }, 'MultiHeadAttention: dropKey must be in [0, 1].'],
    ['TokenDropout', { rate: '0.1' }, 'TokenDropout: rate must be in [0, 1]. Received "0.1".'],
  ])('%s of %o', (className, config, message) => {
    expect(() => layerFromConfig({ className, config })).toThrow(message);
  });

  it.each([
    ['SpatialDropout1D', { rate: 0.5 }, [2, 4], 'needs an input [batch, steps, channels]'],
    ['SpatialDropout2D', { rate: 0.5 }, [2, 4, 4], 'needs an input [batch, height, width, channels]'],
    ['SpatialDropout3D', { rate: 0.5 }, [2, 4, 4, 4], 'needs an input [batch, depth, height, width, channels]'],
    ['SpatialDropout1D', { rate: [0.5, 0.1] }, [2, 4, 3], '2 rates need a mask whose last axis has as many units'],
    ['GaussianNoise', { stddev: [1, 2] }, [2, 3], '2 deviations need noise whose last axis has as many units'],
    ['WordDropout', { rate: [0.5, 0.1] }, [2, 3], '2 rates need a mask whose last axis has as many units'],
    ['DropBlock1D', { rate: [0.5, 0.1], blockSize: 1 }, [2, 4, 3], '2 rates need a mask whose last axis has as many'],
    ['FeatureAlphaDropout', { rate: 0.5 }, [4], 'needs an input [batch, …, channels]'],
    ['DropBlock2D', { rate: 0.5, blockSize: 3 }, [2, 2, 4, 1], 'of known sizes from 3 up'],
    ['TokenDropout', { rate: 0.5 }, [2, 4], 'needs an input [batch, steps, …, features]'],
  ])('%s of %o on an input %j', (className, config, shape, message) => {
    expect(() => new DropoutSite(makeKind(className, config), shape)).toThrow(message);
  });

  it('of a schedule that leaves its range, at the step that has it', () => {
    const leaving = (step: number): number => step / 4;
    expect(makeKind('GaussianDropout', { rate: leaving }).moments(1, 0, 2).variance).toBe(1);
    expect(() => makeKind('GaussianDropout', { rate: leaving }).moments(1, 0, 4)).toThrow(
      'the schedule must stay in [0, 1), also at step 4. Received 1.',
    );
    const site = new DropoutSite(makeKind('DropPath', { rate: leaving }), [2, 3]);
    expect(() => site.run({ step: 5 })).toThrow('the schedule must stay in [0, 1], also at step 5. Received 1.25.');
  });

  it('refuses what does not exist, and says what does', () => {
    expect(() => layerFromConfig({ className: '__proto__', config: {} })).toThrow(
      /there is no such layer. Received __proto__. Known are .*Activation/,
    );
    expect(() => new Dense({ units: 2.5 })).toThrow('Dense: units must be a whole number from 1 up. Received 2.5.');
    expect(() => new Dense({ units: '4' as never })).toThrow('units must be a whole number from 1 up. Received "4".');
    expect(() => new Dense({ units: 2, activation: 'rellu' as never })).toThrow(/rellu/);
    expect(() => compiled(new SimpleNet(), { optimizer: Adam as never })).toThrow(
      /Is it a class\? Then hand in new Adam/,
    );
    expect(() => compiled(new SimpleNet(), { optimizer: 'adamm' as never })).toThrow(/adamm/);
    expect(() => compiled(new SimpleNet(), { backend: (() => undefined) as never })).toThrow(
      /backend must be a backend/,
    );
    expect(() =>
      compiled(new SimpleNet(), { backend: { name: 'old', irVersion: 0, compile: () => undefined } as never }),
    ).toThrow(/IR version 0/);
    expect(() => compiled(new SimpleNet(), { seed: 0.5 })).toThrow();
    expect(() => sequential([])).toThrow('sequential: needs one or more layers');
    expect(() => sequential([new Dense({ units: 1, name: 'a' }), new Dense({ units: 1, name: 'a' })])).toThrow(
      'two layers have one name',
    );
  });
});

describe('shapes', () => {
  it('are checked at the line of the user, with the place in the tree', async () => {
    const model = broken(function forward(m, input) {
      return m.dense.apply(input).add(input);
    });
    const error: Error = await model.predict(x).then(
      () => expect.fail('no error'),
      (e: Error) => e,
    );
    expect(error.message).toBe('add at brokenNet: shapes do not broadcast. Received [2, 3] and [2, 4].');
    expect(error.stack).toMatch(/forward.*bad-input\.test\.ts/);
  });

  it('are told which size of a trial is the batch', () => {
    expect(() => compiled(sequential([new Conv2D({ filters: 1, kernelSize: 3 })])).buildFor([8, 8])).toThrow(
      'needs an input [batch, height, width, channels]. Received [2, 8, 8]. The first 2 is the batch: a model is tried on 2 rows.',
    );
  });

  it('need a call', async () => {
    class Silent extends BrokenNet {}
    Object.defineProperty(Silent.prototype, 'call', { value: undefined });
    const model = compiled(new Silent((_, t) => t));
    await expect(model.predict(x)).rejects.toThrow('has no method call, which says how its layers are applied');
  });

  it('must stay as they were', async () => {
    const model = compiled(new SimpleNet());
    await model.predict(x);
    await expect(model.predict({ data: new Float32Array(6), shape: [2, 3] })).rejects.toThrow(
      'Model at simpleNet: takes rows of shape [4]. Received [3].',
    );
    await expect(model.predict([1, 2, 3, 4])).rejects.toThrow(
      'takes rows of shape [4]. Received []. The first axis is the batch: a single row x is handed in as [x].',
    );
  });

  it.each([
    [(m: BrokenNet, t: Tensor) => m.dense.apply(t).sum(0), /one row per row/],
    [(_: BrokenNet, t: Tensor) => new Dense({ units: 3 }).apply(t), /is not part of the model/],
    [(_: BrokenNet, t: Tensor) => t.equal(t), /must be f32|DTYPE|both/],
    [() => undefined as never, /call must return a tensor/],
  ])('of what call returns: %s', async (body, message) => {
    await expect(broken(body).fit(x, y, quiet)).rejects.toThrow(message);
  });

  it('of rates and noise', async () => {
    await expect(compiled(new SimpleNet({ rate: [0.1, 0.2] })).fit(x, y, quiet)).rejects.toThrow(
      'Dropout at simpleNet/dropout: 2 rates need a mask whose last axis has as many units. Received [12, 8].',
    );
    await expect(compiled(new SimpleNet({ rate: 0.5, noiseShape: [null, 3] })).fit(x, y, quiet)).rejects.toThrow(
      /Dropout at simpleNet\/dropout: noiseShape must have null, 1 or the input's size/,
    );
  });
});

describe('data', () => {
  const cases: [string, Parameters<SimpleNet['fit']>[0], never, object, RegExp][] = [
    ['no rows', { data: [], shape: [0, 4] }, [] as never, {}, /x is empty/],
    ['unequal lengths', x, y.slice(1) as never, {}, /x has 12 rows, y has 11/],
    ['batchSize 0', x, y as never, { batchSize: 0 }, /batchSize must be a positive whole number. Received 0/],
    ['epochs 0', x, y as never, { epochs: 0 }, /epochs must be a whole number from 1 up. Received 0/],
    [
      'a label out of range',
      x,
      y.map((v, i) => (i === 5 ? 3 : v)) as never,
      {},
      /label 3 at row 5 of y: must be a whole number in \[0, 2\]/,
    ],
    ['a fractional label', x, Array.from(y, (v, i) => (i === 2 ? 0.5 : v)) as never, {}, /label 0.5 at row 2/],
    [
      'one-hot labels for a sparse loss',
      x,
      Array.from(y, () => [1, 0, 0]) as never,
      {},
      /SparseCategoricalCrossentropy with predictions \[\?batch, 3\] needs labels \[\?batch\]. Received \[\?batch, 3\]/,
    ],
    [
      'ragged rows',
      [
        [1, 2, 3, 4],
        [1, 2],
      ],
      [0, 1] as never,
      {},
      /ragged/,
    ],
    ['missing labels', x, undefined as never, {}, /y is missing/],
    ['a split that leaves nothing', x, y as never, { validationSplit: 0.999 }, /validationSplit/],
    ['an empty source', [], undefined as never, {}, /empty|no batch/],
  ];
  it.each(cases)('%s', async (_, inputs, labels, options, message) => {
    await expect(compiled(new SimpleNet()).fit(inputs, labels, { ...options, ...quiet })).rejects.toThrow(message);
  });

  it('a loss that is not finite stops training, and keeps the last good state', async () => {
    const model = compiled(new SimpleNet());
    await model.fit(x, y, { batchSize: 4, shuffle: false, ...quiet });
    const before = await model.getWeights();
    const poisoned = x.data.slice();
    poisoned[2 * 4] = NaN;
    await expect(model.fit({ data: poisoned, shape: x.shape }, y, { batchSize: 12, ...quiet })).rejects.toMatchObject({
      code: 'NON_FINITE',
      message: expect.stringContaining('the loss at step 3 is NaN'),
    });
    expect(await model.getWeights()).toEqual(before);
    await model.fit(x, y, quiet);
  });
});

describe('state', () => {
  it('must be there', async () => {
    const fresh = new SimpleNet();
    expect(() => fresh.summary()).toThrow(/is not built/);
    await expect(fresh.predict(x)).rejects.toThrow(/is not compiled/);
    fresh.compile({ backend: compiled(new SimpleNet()) && undefined });
    await expect(fresh.fit(x, y, quiet)).rejects.toThrow(/without an optimizer/);
  });

  it('is gone after dispose', async () => {
    const model = compiled(new SimpleNet());
    await model.predict(x);
    await model.dispose();
    await model.dispose();
    await expect(model.predict(x)).rejects.toMatchObject({ code: 'STATE' });
  });

  it('weights that do not belong are refused, and nothing is set', async () => {
    const model = compiled(new SimpleNet());
    model.buildFor([4]);
    const before = await model.getWeights();
    const good = { 'simpleNet/dense1/bias': new Float32Array(8).fill(9) };
    await expect(model.setWeights({ ...good, nowhere: [1] })).rejects.toThrow(
      /there is no such weight. Received nowhere/,
    );
    await expect(model.setWeights({ ...good, 'simpleNet/dense2/bias': [1] })).rejects.toThrow(
      /must be \[3\]. Received \[1\]/,
    );
    await expect(model.setWeights({ ...good, 'simpleNet/dense2/bias': [1, NaN, 2] })).rejects.toThrow(
      /dense2\/bias\[1\] must be a finite number. Received NaN/,
    );
    expect(await model.getWeights()).toEqual(before);
  });
});

describe('settings', () => {
  it.each([undefined, null, 3, []])('must be an object, not %o', async (value) => {
    expect(() => new Dense(value as never)).toThrow('Dense: the config must be an object.');
    expect(() => new SimpleNet().compile(value as never)).toThrow('compile: the config must be an object.');
    if (value !== undefined)
      await expect(compiled(new SimpleNet()).fit(x, y, value as never)).rejects.toThrow('fit: the config must be');
  });

  it('that do not exist are refused', async () => {
    const model = compiled(new SimpleNet());
    await expect(model.fit(x, y, { batchsize: 3 } as never)).rejects.toThrow(/fit: there is no setting "batchsize"/);
    await expect(model.predict(x, { batch: 3 } as never)).rejects.toThrow(/predict: there is no setting "batch"/);
    await expect(model.evaluate(x, y, { verbose: 0 } as never)).rejects.toThrow(/evaluate: there is no setting/);
    await expect(model.sample(x, { sample: 3 } as never)).rejects.toThrow(/sample: there is no setting "sample"/);
    await expect(model.masks(0, { rows: 3 } as never)).rejects.toThrow(/masks: there is no setting "rows"/);
    await expect(model.trainOnBatch(x, y, { mask: {} } as never)).rejects.toThrow(/trainOnBatch: there is no setting/);
    expect(() => model.compile({ optimiser: 'sgd' } as never)).toThrow(/compile: there is no setting "optimiser"/);
  });

  it('that are of the wrong kind are refused', async () => {
    const model = compiled(new SimpleNet());
    await expect(model.fit(x, y, { callbacks: {} } as never)).rejects.toThrow('callbacks must be an array');
    await expect(model.fit(x, y, { validationData: x } as never)).rejects.toThrow(
      'validationData must be a pair [x, y]',
    );
    await expect(model.fit(x, y, { verbose: 9 } as never)).rejects.toThrow("verbose must be 'auto', 0, 1 or 2");
    await expect(model.sample(x, { step: -1 })).rejects.toThrow('sample: step must be a whole number in [0, 2³²)');
    await model.predict(x);
    for (const batchSize of [0, 1.5])
      await expect(model.masks(0, { batchSize })).rejects.toThrow('batchSize must be a positive whole number');
    expect(() => compiled(new SimpleNet(), { metrics: 'accuracy' as never })).toThrow('metrics must be an array');
    expect(() => compiled(new SimpleNet(), { metrics: ['acuracy' as never] })).toThrow(/acuracy/);
  });
});

it('labels that are no probabilities are refused', async () => {
  const model = compiled(sequential([new Dense({ units: 1, activation: 'sigmoid' })]), { loss: 'binaryCrossentropy' });
  const labels = Array.from(y, (label) => [label]);
  await expect(model.fit(x, labels, quiet)).rejects.toThrow(
    /label 2 at row \d+ of y: BinaryCrossentropy needs labels in \[0, 1\]/,
  );
  await expect(
    model.fit(
      x,
      labels.map(() => [NaN]),
      quiet,
    ),
  ).rejects.toThrow('label NaN at row 0 of y');
  await model.fit(
    x,
    labels.map(([label]) => [label! / 2]),
    quiet,
  );
});
