/** What a step that is not finite is put down to: a cell of the data, if there is one, before the learning rate. */
import { Add, Dense, Model, sequential, SGD, type Tensor } from '@bernoulli/api';
import { describe, expect, it } from 'vitest';
import { clusters } from './data.ts';
import { compiled, SimpleNet } from './nets.ts';

const { x, y } = clusters(40);
const quiet = { verbose: 0 } as const;

/** The data with one value changed. */
function spoilt(row: number, column: number, value: number): typeof x {
  const data = x.data.slice();
  data[row * 4 + column] = value;
  return { data, shape: x.shape };
}

const rows = (from: number, to: number, of = x) => ({
  x: { data: of.data.slice(from * 4, to * 4), shape: [to - from, 4] },
  y: y.slice(from, to),
});

function regression(optimizer = new SGD()): Model {
  return compiled(sequential([new Dense({ units: 2 })]), { loss: 'meanSquaredError', metrics: [], optimizer });
}

class TwoInputs extends Model {
  left = new Dense({ units: 1 });
  right = new Dense({ units: 1 });
  add = new Add();
  call(a: Tensor, b: Tensor): Record<'sum' | 'other', Tensor> {
    const sum = this.add.apply(this.left.apply(a), this.right.apply(b));
    return { sum, other: sum.neg() };
  }
}

describe('a step that is not finite is put down to', () => {
  it.each([
    { value: NaN, batchSize: 8, shuffle: true },
    { value: NaN, batchSize: 7, shuffle: true },
    { value: -Infinity, batchSize: 8, shuffle: false },
    { value: 1e39, batchSize: 40, shuffle: true },
  ])(
    'the cell with $value, where it stands in the data: batches of $batchSize, shuffled: $shuffle',
    async (setting) => {
      const { value, ...options } = setting;
      const model = compiled(new SimpleNet());
      const found = value === 1e39 ? Infinity : value;
      await expect(model.fit(spoilt(37, 2, value), y, { ...options, ...quiet })).rejects.toMatchObject({
        code: 'NON_FINITE',
        message: expect.stringMatching(
          `^fit at simpleNet: x\\[37\\]\\[2\\] is ${found}, so the loss at step \\d is NaN\\. .* before the step\\. Mend the data, or leave out such rows\\.$`,
        ),
      });
    },
  );

  it('a row of training data, where some are set aside for validation', async () => {
    const fit = compiled(new SimpleNet()).fit(spoilt(3, 0, NaN), y, { validationSplit: 0.5, ...quiet });
    await expect(fit).rejects.toThrow('x[3][0] is NaN, so');
  });

  it('a label', async () => {
    const labels = Array.from(y, (label, i) => [label, i === 31 ? NaN : 0]);
    await expect(regression().fit(x, labels, quiet)).rejects.toThrow('y[31][1] is NaN, so the loss at step');
  });

  it('a cell of the input, or the label of the output, that it is in', async () => {
    const model = () => compiled(new TwoInputs(), { loss: 'meanSquaredError', metrics: [] });
    const column = (bad: number) => Array.from({ length: 6 }, (_, i) => (i === bad ? NaN : i));
    const input = (bad: number) => ({ data: column(bad), shape: [6, 1] });
    const labels = (bad: number) => ({ sum: column(-1), other: column(bad) });
    await expect(model().fit([input(-1), input(4)], labels(-1), quiet)).rejects.toThrow('x[1][4][0] is NaN, so');
    await expect(model().fit([input(-1), input(-1)], labels(5), quiet)).rejects.toThrow('y.other[5][0] is NaN, so');
  });

  it('a cell of a batch of a source', async () => {
    const source = [rows(0, 8), rows(8, 16, spoilt(13, 1, NaN))];
    await expect(compiled(new SimpleNet()).fit(source, quiet)).rejects.toThrow('x[5][1] of batch 1 is NaN, so');
  });

  it('a cell of a batch that is trained on by hand', async () => {
    const { x: part, y: labels } = rows(0, 8, spoilt(6, 3, NaN));
    await expect(compiled(new SimpleNet()).trainOnBatch(part, labels)).rejects.toThrow('x[6][3] is NaN, so');
    const model = compiled(sequential([new Dense({ units: 1 })]));
    const step = model.step({
      name: 'own',
      optimizer: 'sgd',
      objective: ({ x: [a], y: { y: b } }) => model.apply(a!).sub(b!).abs().mean(),
    });
    await expect(step({ x: [[1], [NaN]], y: [[1], [2]] })).rejects.toThrow('x[1][0] is NaN, so the loss at step 0');
    await expect(step({ x: [[1], [2]], y: [[Infinity], [2]] })).rejects.toThrow('y[0][0] is Infinity, so the loss');
  });

  it('the learning rate, where the data is finite', async () => {
    const model = regression(new SGD({ learningRate: 1e20 }));
    const labels = Array.from(y, (label) => [label, 1]);
    await expect(model.fit(x, labels, { epochs: 20, batchSize: 8, ...quiet })).rejects.toThrow(
      /^fit at sequential: (the loss|a gradient) at step \d+ is .*A lower learning rate, scaled inputs or clipnorm may help\.$/,
    );
  });
});
