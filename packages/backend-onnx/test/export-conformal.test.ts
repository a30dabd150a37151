/** Sets and intervals of a calibrated model, from its file alone: what `@bernoulli/uncertainty` says of the same predictions. */
import { Dense, sequential, type Sequential } from '@bernoulli/api';
import { uniform } from '@bernoulli/api/random';
import { cpu } from '@bernoulli/backend-cpu';
import { exportOnnx, type Calibration } from '@bernoulli/backend-onnx';
import { ConformalClassifier, ConformalRegressor, type Predictor } from '@bernoulli/uncertainty';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { afterAll, describe, expect, it } from 'vitest';

const [ROWS, WIDTH, CLASSES] = [64, 4, 5];
const levels = ['disabled', 'all'] as const;
const wave = (rows: number, by: number): { shape: number[]; data: Float32Array } => ({
  shape: [rows, WIDTH],
  data: Float32Array.from({ length: rows * WIDTH }, (_, i) => 3 * Math.sin(i * i + by)),
});
const x = wave(ROWS, 1);
const labels = Int32Array.from({ length: ROWS }, (_, i) => (i * i) % CLASSES);

const models: Sequential[] = [];
afterAll(() => Promise.all(models.map((model) => model.dispose())));

function net(units: number, activation?: 'softmax'): Sequential {
  const model = sequential([new Dense({ units, ...(activation && { activation }) })], { name: 'net' });
  models.push(model);
  model.compile({ optimizer: 'sgd', loss: 'meanSquaredError', seed: 5, backend: cpu() });
  model.buildFor([WIDTH]);
  return model;
}

type Run = (data: typeof x, first?: number) => Promise<Record<string, Tensor>>;

/** What a file says, once for each way of running it. */
async function eachWay(bytes: Uint8Array, use: (run: Run) => Promise<void>): Promise<void> {
  for (const graphOptimizationLevel of levels)
    for (const intraOpNumThreads of [1, 2]) {
      const session = await InferenceSession.create(bytes, { graphOptimizationLevel, intraOpNumThreads });
      await use(async ({ shape, data }, first = 0) => {
        const row = session.inputNames.includes('rowOffset')
          ? { rowOffset: new Tensor('int32', Int32Array.of(first), []) }
          : {};
        return (await session.run({ input: new Tensor('float32', data, shape), ...row })) as Record<string, Tensor>;
      });
      await session.release();
    }
}

/** A predictor that says what a file has said: the sets of both follow from the same bits. */
const saying = ({ data, dims }: Tensor): Predictor => ({
  fit: async () => undefined,
  predict: async () => ({ shape: [...dims], data: data as Float32Array }),
});

const membersOf = (sets: readonly number[][]): number[] =>
  sets.flatMap((set) => Array.from({ length: CLASSES }, (_, c) => Number(set.includes(c))));

async function setsFor(
  score: 'lac' | 'aps',
  alpha: number,
  seed = 9,
): Promise<{ made: ConformalClassifier; bytes: Uint8Array; model: Sequential }> {
  const model = net(CLASSES, 'softmax');
  const made = new ConformalClassifier(model, { alpha, score, seed });
  await made.conformalize(x, labels);
  return { made, model, bytes: await exportOnnx(model, { mode: 'conformal', calibration: made.calibration }) };
}

describe('sets of classes', () => {
  it.each([
    ['lac', 0.3],
    ['aps', 0.3],
    ['aps', 0.05],
    ['aps', 0.001],
    ['lac', 0.001],
  ] as const)('by %s with alpha %d are those of predictSet', async (score, alpha) => {
    const { made, model, bytes } = await setsFor(score, alpha);
    const fresh = wave(ROWS, 2);
    const wanted = membersOf(await made.predictSet(fresh));
    const plain = await model.predict(fresh);
    expect(wanted).toContain(1);
    if (alpha > 0.01) expect(wanted).toContain(0);
    await eachWay(bytes, async (run) => {
      const out = await run(fresh);
      expect(Object.keys(out)).toEqual(['output', 'set:output']);
      expect(out['set:output']!.dims).toEqual([ROWS, CLASSES]);
      (out['output']!.data as Float32Array).forEach((p, i) => expect(Math.abs(p - plain.data[i]!)).toBeLessThan(1e-6));
      expect([...(out['set:output']!.data as Uint8Array)]).toEqual(wanted);
    });
  });

  it('draw the shares of a part of the rows as those of all', async () => {
    const { bytes } = await setsFor('aps', 0.3);
    await eachWay(bytes, async (run) => {
      const half = { shape: [ROWS / 2, WIDTH], data: x.data.slice((ROWS / 2) * WIDTH) };
      const [whole, part, wrong] = [await run(x), await run(half, ROWS / 2), await run(half, 0)];
      const tail = [...(whole['set:output']!.data as Uint8Array).subarray((ROWS / 2) * CLASSES)];
      expect([...(part['set:output']!.data as Uint8Array)]).toEqual(tail);
      expect([...(wrong['set:output']!.data as Uint8Array)]).not.toEqual(tail);
    });
  });

  it.each([
    ['lac', 1 / 3],
    ['lac', 1],
    ['lac', 0.9999999999999999],
    ['aps', 0.5],
    ['aps', 0.75],
  ] as const)(
    'by %s hold what is exactly at the threshold %d, and take equal classes in their order',
    async (score, threshold) => {
      // Logits of which many are equal, so that probabilities are, too.
      const model = net(CLASSES, 'softmax');
      await model.setWeights({ 'net/dense/kernel': { shape: [WIDTH, CLASSES], data: new Float32Array(20) } });
      const key = [3, 4] as const;
      const calibration: Calibration =
        score === 'lac' ? { score, threshold, classes: CLASSES } : { score, threshold, classes: CLASSES, key };
      const bytes = await exportOnnx(model, { mode: 'conformal', calibration });
      const shares = uniform(key, [ROWS]);
      await eachWay(bytes, async (run) => {
        const { output, 'set:output': set } = await run(x);
        const p = output!.data as Float32Array;
        const wanted = Array.from({ length: ROWS * CLASSES }, (_, i) => {
          if (score === 'lac') return Number(1 - p[i]! <= threshold);
          const before = Array.from({ length: i % CLASSES }).reduce<number>((sum) => sum + p[i]!, 0);
          return Number(before + shares[Math.floor(i / CLASSES)]! * p[i]! <= threshold);
        });
        expect([...(set!.data as Uint8Array)]).toEqual(wanted);
      });
    },
  );

  it('follow from the probabilities of the file to the last bit', async () => {
    for (const score of ['lac', 'aps'] as const) {
      const { bytes } = await setsFor(score, 0.2, 4);
      const session = await InferenceSession.create(bytes);
      const feed = { input: new Tensor('float32', x.data, x.shape) };
      const row = score === 'aps' ? { rowOffset: new Tensor('int32', Int32Array.of(0), []) } : {};
      const out = (await session.run({ ...feed, ...row })) as Record<string, Tensor>;
      await session.release();
      const again = new ConformalClassifier(saying(out['output']!), { alpha: 0.2, score, seed: 4 });
      await again.conformalize(x, labels);
      expect([...(out['set:output']!.data as Uint8Array)]).toEqual(membersOf(await again.predictSet(x)));
    }
  });
});

describe('intervals', () => {
  it.each([
    ['absolute', 0.1],
    ['quantiles', 0.1],
    ['quantiles', 0.97],
    ['absolute', 0.001],
  ] as const)('by %s with alpha %d are those of predictInterval', async (score, alpha) => {
    const model = net(score === 'absolute' ? 1 : 2);
    const made = new ConformalRegressor(model, { alpha, score });
    await made.conformalize(
      x,
      Float32Array.from({ length: ROWS }, (_, i) => Math.cos(i)),
    );
    const bytes = await exportOnnx(model, { mode: 'conformal', calibration: made.calibration });
    await eachWay(bytes, async (run) => {
      const out = await run(x);
      expect(Object.keys(out)).toEqual(['output', 'lower:output', 'upper:output']);
      const wanted = await made.predictInterval(x);
      for (const side of ['lower', 'upper'] as const) {
        const got = out[`${side}:output`]!;
        expect([got.type, got.dims]).toEqual(['float64', [ROWS]]);
        (got.data as Float64Array).forEach((value, i) => {
          if (Number.isFinite(value)) expect(Math.abs(value - wanted[side][i]!)).toBeLessThan(1e-5);
          else expect(value).toBe(wanted[side][i]);
        });
      }
    });
  });

  it('are computed in double precision, and meet where quantiles would cross', async () => {
    for (const [score, margin] of [
      ['absolute', 0.1],
      ['quantiles', -2],
      ['quantiles', 0.3],
    ] as const) {
      const model = net(score === 'absolute' ? 1 : 2);
      const bytes = await exportOnnx(model, { mode: 'conformal', calibration: { score, margin } });
      await eachWay(bytes, async (run) => {
        const out = await run(x);
        const p = out['output']!.data as Float32Array;
        const columns = p.length / ROWS;
        const wanted = Array.from({ length: ROWS }, (_, i) => {
          const [low, high] = [p[i * columns]! - margin, p[i * columns + columns - 1]! + margin];
          return low > high ? [(low + high) / 2, (low + high) / 2] : [low, high];
        });
        expect([...(out['lower:output']!.data as Float64Array)]).toEqual(wanted.map(([low]) => low));
        expect([...(out['upper:output']!.data as Float64Array)]).toEqual(wanted.map(([, high]) => high));
        if (margin === -2) expect(wanted.some(([low, high]) => low === high)).toBe(true);
      });
    }
  });
});

it.each([
  [{ mode: 'conformal' }, 'exportOnnx: mode conformal needs a calibration.'],
  [
    { mode: 'conformal', calibration: { score: 'aps', threshold: 1, classes: 5 } },
    /calibration must be the calibration/,
  ],
  [
    { mode: 'conformal', calibration: { score: 'lac', threshold: NaN, classes: 5 } },
    /calibration must be the calibration/,
  ],
  [
    { mode: 'conformal', calibration: { score: 'lac', threshold: 1, classes: 3 } },
    'exportOnnx: the calibration is for predictions of shape [rows, 3]. Received [rows, 5].',
  ],
  [
    { mode: 'conformal', calibration: { score: 'absolute', margin: 1 } },
    'exportOnnx: the calibration is for predictions of shape [rows] or [rows, 1]. Received [rows, 5].',
  ],
  [{ calibration: { score: 'absolute', margin: 1 } }, /mode inference has no setting calibration/],
] as const)('refuses %j', async (options, message) => {
  await expect(exportOnnx(net(CLASSES), options as never)).rejects.toThrow(message);
});
