/** What is wrong with `validationData` is said of it, not of the data that is trained on. */
import { Add, Dense, Model, type Batch, type FitOptions, type Tensor } from '@bernoulli/api';
import { describe, expect, it } from 'vitest';
import { clusters } from './data.ts';
import { compiled, SimpleNet } from './nets.ts';

const { x, y } = clusters(12);
const narrow = { data: new Float32Array(36), shape: [12, 3] };

class TwoInputs extends Model {
  left = new Dense({ units: 3, activation: 'softmax' });
  right = new Dense({ units: 3, activation: 'softmax' });
  add = new Add();
  call(a: Tensor, b: Tensor): Tensor {
    return this.add.apply(this.left.apply(a), this.right.apply(b)).div(2);
  }
}

type Given = FitOptions['validationData'];
const source = (...batches: Batch[]): Given => batches;

describe('validationData is named where', () => {
  const cases: { what: string; given: Given; code: string; message: RegExp }[] = [
    { what: 'rows have another shape', given: [narrow, y], code: 'SHAPE', message: /^Model at simpleNet: in validationData, takes rows of shape \[4\]\. Received \[3\]\.$/ }, // prettier-ignore
    { what: 'rows and labels differ in number', given: [x, y.slice(1)], code: 'DATA', message: /^fit: in validationData, x has 12 rows, y has 11\. They must be equal\.$/ }, // prettier-ignore
    {
      what: 'a label is no class',
      given: [x, y.map(() => 7)],
      code: 'DATA',
      message: /in validationData, label 7 at row 0 of y/,
    },
    { what: 'labels have another shape', given: [x, narrow], code: 'SHAPE', message: /in validationData, SparseCategoricalCrossentropy .* needs labels/ }, // prettier-ignore
    {
      what: 'labels are missing',
      given: [x, undefined as never],
      code: 'DATA',
      message: /in validationData, y is missing/,
    },
    {
      what: 'inputs are missing',
      given: [undefined as never, y],
      code: 'DATA',
      message: /in validationData, x must be an array/,
    },
    {
      what: 'it is empty',
      given: [{ data: [], shape: [0, 4] }, []],
      code: 'DATA',
      message: /in validationData, x is empty/,
    },
    {
      what: 'it is ragged',
      given: [
        [[1, 2, 3, 4], [1]],
        [0, 1],
      ],
      code: 'SHAPE',
      message: /in validationData, x is ragged/,
    },
    { what: 'weights do not fit', given: [x, y, [1, 2]], code: 'DATA', message: /in validationData, .*sampleWeight/ },
    { what: 'it is no pair', given: [x] as never, code: 'CONFIG', message: /validationData must be a pair/ },
    { what: 'a batch of a source has other rows', given: source({ x, y }, { x: narrow, y }), code: 'SHAPE', message: /in validationData, takes rows of shape \[4\]/ }, // prettier-ignore
    { what: 'a batch of a source has no labels', given: source({ x }), code: 'DATA', message: /in validationData, a batch must be \{ x, y \}/ }, // prettier-ignore
    { what: 'a source gives nothing', given: (function* () {})(), code: 'DATA', message: /in validationData, the source gave no batch/ }, // prettier-ignore
  ];
  it.each(cases)('$what', async ({ given, code, message }) => {
    const model = compiled(new SimpleNet());
    const fit = model.fit(x, y, { validationData: given, verbose: 0 });
    await expect(fit).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
  });

  it('one input of two is missing', async () => {
    const fit = compiled(new TwoInputs()).fit([x, x], y, { validationData: [x, y], verbose: 0 });
    await expect(fit).rejects.toThrow('in validationData, takes rows of shape [4] and [4]. Received [4].');
  });

  it('and only there: training data and failures of another kind are not', async () => {
    const model = compiled(new SimpleNet());
    const options = { validationData: [x, y] as const, verbose: 0 } as const;
    await model.fit(x, y, options);
    const notNamed = expect.not.stringContaining('validationData');
    await expect(model.fit(narrow, y, options)).rejects.toMatchObject({ code: 'SHAPE', message: notNamed });
    const broken = (async function* (): AsyncGenerator<Batch> {
      yield { x, y };
      throw new Error('mine');
    })();
    const fit = model.fit(x, y, { validationData: broken, verbose: 0 });
    await expect(fit).rejects.toThrow(/^mine$/);
    const controller = new AbortController();
    const aborted = { onBatchEnd: () => controller.abort() };
    const run = model.fit(x, y, { ...options, callbacks: [aborted], signal: controller.signal });
    await expect(run).rejects.toMatchObject({ code: 'ABORTED', message: notNamed });
  });
});
