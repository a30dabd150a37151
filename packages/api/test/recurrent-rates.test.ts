/** Rates of recurrent layers that follow a schedule. */
import {
  ConvLSTM1D,
  GRU,
  layerFromConfig,
  LSTM,
  LSTMCell,
  RNN,
  schedules,
  SimpleRNN,
  type Layer,
} from '@bernoulli/api';
import { describe, expect, it } from 'vitest';
import { alone } from './alone.ts';

/** 0 at step 0, then 0.75. */
const rate = schedules.piecewise({ boundaries: [1], values: [0, 0.75] });
const settings = { units: 8, dropout: rate, recurrentDropout: rate };
const cases: readonly [string, () => Layer, readonly number[]][] = [
  ['SimpleRNN', () => new SimpleRNN(settings), [3, 16]],
  ['GRU', () => new GRU(settings), [3, 16]],
  ['LSTM', () => new LSTM(settings), [3, 16]],
  ['LSTMCell', () => new RNN({ cell: new LSTMCell(settings) }), [3, 16]],
  ['ConvLSTM1D', () => new ConvLSTM1D({ filters: 8, kernelSize: 1, dropout: rate, recurrentDropout: rate }), [3, 4, 4]],
];

describe.each(cases)('%s', (_, make, row) => {
  it('drops as the step says, in all steps of a sequence alike', async () => {
    const model = alone(make(), row);
    const shareAt = async (step: number): Promise<number[]> =>
      Object.values(await model.masks(step, { batchSize: 200 })).map(
        ({ data }) => [...data].reduce<number>((sum, kept) => sum + Number(kept), 0) / data.length,
      );
    expect(await shareAt(0)).toEqual([1, 1]);
    // 3,200 coins at least: five standard deviations are 0.04.
    for (const share of await shareAt(1)) expect(Math.abs(share - 0.25)).toBeLessThan(0.04);
  });

  it('knows the law of the step', async () => {
    const model = alone(make(), row);
    const masks = await model.masks(1, { batchSize: 2 });
    const law = Object.values(masks)
      .flatMap(({ data }) => [...data])
      .reduce<number>((sum, kept) => sum + Math.log(kept === 1 ? 0.25 : 0.75), 0);
    expect(Math.abs((await model.logProbability(masks, { step: 1 })) - law)).toBeLessThan(1e-3);
    expect(await model.logProbability(masks, { step: 0 })).toBe(-Infinity);
  });

  it('comes back from its configuration', () => {
    const layer = make();
    const config = JSON.parse(JSON.stringify(layer.getConfig())) as Record<string, unknown>;
    expect(layerFromConfig({ className: layer.className, config }).getConfig()).toEqual(layer.getConfig());
    expect(JSON.stringify(config)).toContain('"dropout":{"className":"piecewise"');
  });
});

it('is refused at the step where a schedule leaves [0, 1]', async () => {
  const model = alone(new LSTM({ units: 2, recurrentDropout: (step) => step / 2 }), [3, 2]);
  await model.masks(2, { batchSize: 1 });
  await expect(model.masks(3, { batchSize: 1 })).rejects.toThrow(/must stay in \[0, 1\], also at step 3/);
});
