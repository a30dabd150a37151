/** Zoneout holds units of states at random: its law over one step and two, its ends, and what it is in inference. */
import { Bidirectional, LSTMCell, RecurrentCell, RNN, SimpleRNNCell, Zoneout, type Tensor } from '@bernoulli/api';
import { describe, expect, it } from 'vitest';
import { alone, expectMoments } from './alone.ts';

/** Its state is the input. */
class Last extends RecurrentCell {
  readonly className = 'Last';
  readonly stateSizes = { seen: 2 };
  getConfig(): Record<string, never> {
    return {};
  }
  call(x: Tensor, _seen: Tensor) {
    return { output: x, seen: x };
  }
}

const rate = 0.3;
const keep = 0.7;
const model = (steps: number, at = rate) =>
  alone(new RNN({ cell: new Zoneout({ cell: new Last(), rate: at }) }), [steps, 2]);

describe('Zoneout', () => {
  it('has the moments of its law over one step and two', async () => {
    // From zeros: x where m, else 0.
    await expectMoments(model(1), [[2, -3]] as never, [keep * 2, keep * -3], [keep * rate * 4, keep * rate * 9]);
    // x₂ with p, else x₁ with p, else 0.
    const two = [
      [2, 4],
      [5, -1],
    ];
    const mean = [0, 1].map((j) => keep * two[1]![j]! + rate * keep * two[0]![j]!);
    const square = [0, 1].map((j) => keep * two[1]![j]! ** 2 + rate * keep * two[0]![j]! ** 2);
    await expectMoments(
      model(2),
      two as never,
      mean,
      square.map((value, j) => value - mean[j]! ** 2),
    );
    const predicted = (await model(2).predict([two])).data;
    mean.forEach((value, j) => expect(predicted[j]).toBeCloseTo(value, 6));
  });

  it('is the cell at rate 0, and the states to begin with at rate 1', async () => {
    const x = [[[1, 2], [3, 4]]]; // prettier-ignore
    for (const [at, wanted] of [
      [0, [3, 4]],
      [1, [0, 0]],
    ] as const)
      expect([...(await model(2, at).sample(x, { samples: 3 })).mean.data]).toEqual(wanted);
  });

  it('draws for each state and step, and weighs what it draws', async () => {
    const cell = new Zoneout({ cell: new LSTMCell({ units: 3 }), rate });
    const lstm = alone(new RNN({ cell }), [4, 2]);
    const masks = await lstm.masks(0, { batchSize: 5 });
    expect(Object.keys(masks)).toHaveLength(2 * 4);
    const coins = Object.values(masks).flatMap(({ shape, data }) => {
      expect(shape).toEqual([5, 3]);
      return Array.from(data);
    });
    const law = coins.reduce((sum, m) => sum + Math.log(m ? keep : rate), 0);
    expect(await lstm.logProbability(masks)).toBeCloseTo(law, 3);
    expect(new Set(Object.values(masks).map(({ data }) => String(data))).size).toBe(8);
  });

  it('is read backwards too, by a cell of its own', () => {
    const layer = new RNN({ cell: new Zoneout({ cell: new SimpleRNNCell({ units: 3 }), rate }) });
    const both = alone(new Bidirectional({ layer }), [4, 2]);
    expect(Object.keys(both.summary()).length).toBeGreaterThan(0);
  });

  it.each([
    [{ cell: new Last(), rate: 1.5 }, 'rate must be in [0, 1]'],
    [{ cell: 'lstm', rate: 0.5 }, 'cell must be a recurrent cell'],
  ])('refuses %o', (config, message) => expect(() => new Zoneout(config as never)).toThrow(message));
});
