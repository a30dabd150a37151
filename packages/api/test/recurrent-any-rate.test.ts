/** Rates of recurrent layers that are one for each unit, learned, or follow from the input. */
import {
  Bidirectional,
  ConvLSTM1D,
  Dense,
  GRU,
  GRUCell,
  Lambda,
  layerFromConfig,
  LearnedRate,
  learnedRates,
  LSTM,
  LSTMCell,
  Model,
  modelFromFiles,
  modelToFiles,
  RNN,
  SimpleRNN,
  type AnyRate,
  type Layer,
  type Sequential,
  type Tensor,
  Zoneout,
} from '@bernoulli/api';
import { interpreter } from '@bernoulli/api/ir/interpret';
import { describe, expect, it } from 'vitest';
import { alone } from './alone.ts';

interface Rates {
  readonly dropout?: AnyRate;
  readonly recurrentDropout?: AnyRate;
}

const FEATURES = 3;
const UNITS = 2;
const cases: readonly [string, number, (rates: Rates) => Layer, readonly number[]][] = [
  ['SimpleRNN', 1, (rates) => new SimpleRNN({ units: UNITS, ...rates }), [4, FEATURES]],
  ['GRU', 3, (rates) => new GRU({ units: UNITS, ...rates }), [4, FEATURES]],
  ['GRU, reset before', 3, (rates) => new GRU({ units: UNITS, resetAfter: false, ...rates }), [4, FEATURES]],
  ['LSTM', 4, (rates) => new LSTM({ units: UNITS, ...rates }), [4, FEATURES]],
  ['LSTMCell', 4, (rates) => new RNN({ cell: new LSTMCell({ units: UNITS, ...rates }) }), [4, FEATURES]],
  ['ConvLSTM1D', 4, (rates) => new ConvLSTM1D({ filters: UNITS, kernelSize: 1, ...rates }), [4, 2, FEATURES]],
];

const roundTrip = (layer: Layer): Layer =>
  layerFromConfig({
    className: layer.className,
    config: JSON.parse(JSON.stringify(layer.getConfig())) as Record<string, unknown>,
  });

describe.each(cases)('%s', (_, gates, make, row) => {
  const ofInput = [0, 0.5, 1];
  const ofState = [0.25, 0.75];

  it('drops each unit at its own rate, in every gate', async () => {
    const masks = await alone(make({ dropout: ofInput, recurrentDropout: ofState }), row).masks(0, { batchSize: 400 });
    const found = Object.entries(masks);
    expect(found).toHaveLength(2);
    for (const [path, { data, shape }] of found) {
      const rates = path.includes('recurrentDropout') ? ofState : ofInput;
      expect(shape.slice(0, 2)).toEqual([400, gates]);
      rates.forEach((rate, unit) => {
        const own = [...data].filter((_, i) => i % rates.length === unit);
        const share = own.reduce<number>((sum, kept) => sum + Number(kept), 0) / own.length;
        // 400 coins at least: five standard deviations.
        expect(Math.abs(share - (1 - rate))).toBeLessThanOrEqual(5 * Math.sqrt((rate * (1 - rate)) / own.length));
      });
    }
  });

  it('knows the law of each unit', async () => {
    const model = alone(make({ recurrentDropout: ofState }), row);
    const masks = await model.masks(0, { batchSize: 2 });
    const [{ data }] = Object.values(masks) as unknown as [{ data: ArrayLike<number> }];
    const law = Array.from(data).reduce<number>(
      (sum, kept, i) => sum + Math.log(kept === 1 ? 1 - ofState[i % UNITS]! : ofState[i % UNITS]!),
      0,
    );
    expect(await model.logProbability(masks, { step: 0 })).toBeCloseTo(law, 3);
  });

  it('learns a rate, with its price, and shows it', async () => {
    const learned = (perUnit: boolean) => new LearnedRate({ initialRate: 0.3, dropoutRegularizer: 0.5, perUnit });
    const layer = make({ dropout: learned(true), recurrentDropout: learned(false) });
    const model = alone(layer, row);
    const before = learnedRates(await model.getWeights(), { perUnit: true });
    expect(Object.values(before).map((rates) => rates.length)).toEqual([FEATURES, 1]);
    const masks = await model.masks(0, { batchSize: 2 });
    for (const { dtype } of Object.values(masks)) expect(dtype).toBe('f32');
    expect(await model.logProbability(masks, { step: 0 })).toBeCloseTo(0, 6);
    const x = Array.from({ length: 8 }, (_, i) => filled(row, i)) as number[][][];
    const y = filled([8, ...outputOf(await model.predict(x))], 1);
    await model.fit(x, y as number[][], { epochs: 3, batchSize: 4, verbose: 0 });
    const after = learnedRates(await model.getWeights(), { perUnit: true });
    for (const [path, rates] of Object.entries(after)) {
      expect(before[path]).toBeDefined();
      rates.forEach((rate, i) => {
        expect(rate).not.toBe(before[path]![i]);
        expect(rate).toBeGreaterThan(0);
      });
    }
    expect(roundTrip(layer).getConfig()).toEqual(layer.getConfig());
    await model.dispose();
  });

  it('refuses what does not fit', () => {
    expect(() => alone(make({ dropout: [0.1, 0.2] }), row)).toThrow(/2 rates of units need a mask.*as many units/s);
    expect(() => alone(make({ recurrentDropout: [0.1] }), row)).toThrow(/1 rates of units need a mask/);
    expect(() => make({ dropout: [0.1, 2, 0] })).toThrow(/dropout\[1\] must be in \[0, 1\]/);
    expect(() => make({ recurrentDropout: new Lambda((x) => x.sigmoid()) })).toThrow(
      /recurrentDropout cannot follow from an input: masks are drawn before/,
    );
  });
});

function filled(shape: readonly number[], seed: number): unknown {
  const [n, ...rest] = shape;
  if (n === undefined) return Math.sin(1 + seed);
  return Array.from({ length: n }, (_, i) => filled(rest, seed * 3 + i));
}

function outputOf(prediction: unknown): readonly number[] {
  return (prediction as { shape: readonly number[] }).shape.slice(1);
}

describe('a rate that follows from the input', () => {
  // Drops feature by feature where the mean over the steps is above 0.
  const rate = () => new Lambda((x) => x.greater(0).cast('f32'));

  it.each([
    ['LSTM', () => new LSTM({ units: 2, dropout: rate(), recurrentDropout: 0.5 })],
    ['GRU', () => new GRU({ units: 2, dropout: rate() })],
    ['SimpleRNN', () => new SimpleRNN({ units: 2, dropout: rate() })],
  ] as const)('reads the mean of the whole sequence in %s', async (_, make) => {
    const model = alone(make(), [2, 2]);
    const x = [
      [
        [-1, 1],
        [3, -3],
      ],
      [
        [1, 5],
        [-3, 1],
      ],
    ]; // means [1, -1] and [-1, 3]
    const masks = await model.masks(0, { x });
    const [, { data, shape }] = Object.entries(masks).find(([path]) => !path.includes('recurrentDropout'))!;
    const gates = shape[1]!;
    const times = (row: readonly number[]) => Array.from({ length: gates }, () => row).flat();
    expect([...data]).toEqual([...times([0, 1]), ...times([1, 0])]);
  });

  it('is refused by a cell, and where it says one for each step', async () => {
    expect(() => new RNN({ cell: new GRUCell({ units: 2, dropout: rate() }) })).toThrow(
      /GRUCell: dropout cannot follow from an input: a cell sees one step/,
    );
    const perStep = new Lambda((x) => x.broadcastTo([x.shape[0]!, 3, 2]).sigmoid());
    await expect(alone(new LSTM({ units: 2, dropout: perStep }), [4, 2]).masks(0, { batchSize: 1 })).rejects.toThrow(
      /share as the coins do/,
    );
  });
});

it('learns the rate from the sequence with a layer', async () => {
  const rate = new LearnedRate({ layer: new Dense({ units: 1 }), initialRate: 0.3 });
  const model = alone(new LSTM({ units: 2, dropout: rate, recurrentDropout: new LearnedRate() }), [3, 2]);
  const weights = await model.getWeights();
  const kernel = Object.keys(weights).find((path) => path.endsWith('rate/layer/kernel'))!;
  await model.fit(
    [filled([3, 2], 1), filled([3, 2], 4)] as number[][][],
    [
      [1, 0],
      [0, 1],
    ],
    { epochs: 2, verbose: 0 },
  );
  expect((await model.getWeights())[kernel]).not.toEqual(weights[kernel]);
});

it('gives each direction a learned rate of its own', async () => {
  const layer = new LSTM({ units: 2, dropout: new LearnedRate() });
  const cell = new RNN({ cell: new LSTMCell({ units: 2, dropout: new LearnedRate() }) });
  for (const inner of [layer, cell]) {
    const model = alone(new Bidirectional({ layer: inner as LSTM }), [3, 2]);
    expect(Object.keys(learnedRates(await model.getWeights()))).toHaveLength(2);
  }
});

it('comes back from files, but for rates that a class of another name would say', async () => {
  const rate = new LearnedRate({ initialRate: 0.3, perUnit: true });
  const model = alone(new LSTM({ units: 2, dropout: [0, 0.5], recurrentDropout: rate }), [3, 2]);
  const loaded = modelFromFiles(await modelToFiles(model)) as Sequential;
  expect(loaded.getConfig()).toEqual(model.getConfig());
  expect(await loaded.getWeights()).toEqual(await model.getWeights());
  class Impostor extends LearnedRate {}
  const other = alone(new LSTM({ units: 2, dropout: new Impostor() }), [3, 2]);
  const files = await modelToFiles(other);
  expect(() => modelFromFiles(files)).toThrow(/files hold no code/);
});

describe('a cell with a learned rate', () => {
  const cell = (units: number) =>
    new LSTMCell({ units, dropout: new LearnedRate({ initialRate: 0.3, dropoutRegularizer: 0.5 }) });

  it('has its weight in predictions too, where it stands alone', async () => {
    class Alone extends Model {
      readonly cell = cell(2);
      call(x: Tensor): Tensor {
        const zeros = x.slice([0, 0], [x.shape[0]!, 2]).mul(0);
        return this.cell.apply(x, zeros, zeros).output;
      }
    }
    const model = new Alone({ name: 'net' });
    model.compile({ optimizer: 'sgd', loss: 'meanSquaredError', seed: 3, backend: interpreter() });
    await model.predict([[1, 2, 3]]);
    expect(Object.keys(learnedRates(await model.getWeights()))).toEqual(['net/cell/dropout/rate']);
    await model.fit([[1, 2, 3]], [[0, 1]], { epochs: 1, verbose: 0 });
  });

  it.each([
    ['alone', () => new RNN({ cell: cell(2) }), [2]],
    ['held', () => new RNN({ cell: new Zoneout({ cell: cell(2), rate: 0 }) }), [2]],
    ['on top of another', () => new RNN({ cell: [cell(3), cell(2)] }), [2, 3]],
  ] as const)('pays once for a sequence, %s', async (_, make, sizes) => {
    const model = alone(make(), [4, 2]);
    const x = [filled([4, 2], 1)] as number[][][];
    const { loss } = (await model.evaluate(x, (await model.predict(x)) as never)) as { loss: number };
    const order = 0.3 * Math.log(0.3) + 0.7 * Math.log(0.7);
    expect(loss).toBeCloseTo(
      sizes.reduce<number>((sum, features) => sum + 0.5 * features * order, 0),
      4,
    );
  });
});
