/** Laws that hold for whatever is trained: the same noise everywhere, resume bit for bit, an export that says the same. */
import {
  modelFromFiles,
  modelToFiles,
  type Backend,
  type CompileConfig,
  type Labels,
  type Model,
  type RowLike,
  type TensorData,
} from '@bernoulli/api';
import { exportOnnx } from '@bernoulli/backend-onnx';
import * as ort from 'onnxruntime-node';
import { expect } from 'vitest';
import { backends } from '../backends.ts';
import { bits } from '../nets.ts';

/** Names of all backends, for `it.each`. */
export const everywhere = Object.keys(backends);

/** A backend by its name, made anew. */
export function backendOf(name: string): Backend {
  return backends[name]!();
}

/** A model, how it is compiled, and what it is trained on. */
export interface Subject<M extends Model = Model> {
  readonly make: () => M;
  readonly config: Omit<CompileConfig, 'backend'>;
  readonly row: RowLike;
  readonly x: readonly (readonly number[])[];
  readonly y: Labels;
}

/** Three steps an epoch, of which the last has fewer rows, where there are 20 rows. */
export const training = { epochs: 3, batchSize: 8, verbose: 0 } as const;

/** Steps after which a run is stopped: in the middle of the second epoch. */
const stopAt = 4;

/** The model of a subject, compiled for a backend and built. */
export function ready<M extends Model>({ make, config, row }: Subject<M>, name: string): M {
  const model = make();
  model.compile({ ...config, backend: backendOf(name) });
  model.buildFor(row);
  return model;
}

/** A run that is stopped, stored, loaded and resumed is the run that was never stopped; the trained model is handed back. */
export async function expectResume<M extends Model>(subject: Subject<M>, name: string): Promise<M> {
  const { make, x, y } = subject;
  const whole = ready(subject, name);
  await whole.fit(x, y, training);

  const stopped = ready(subject, name);
  const controller = new AbortController();
  const callbacks = [{ onBatchEnd: () => void (stopped.progress.step === stopAt && controller.abort()) }];
  const run = stopped.fit(x, y, { ...training, callbacks, signal: controller.signal });
  await expect(run).rejects.toMatchObject({ code: 'ABORTED' });
  const resumed = modelFromFiles(await modelToFiles(stopped), { into: make(), backend: backendOf(name) });
  await resumed.fit(x, y, { ...training, resume: true });

  expect(resumed.progress).toEqual(whole.progress);
  expect(bits(await resumed.getWeights())).toEqual(bits(await whole.getWeights()));
  await stopped.dispose();
  await resumed.dispose();
  return whole;
}

/** What is drawn with the initial weights at some steps is what cpu() draws: coins bit for bit, numbers up to rounding. */
export async function expectSameMasks(subject: Subject, name: string, steps = [0, 1, 7]): Promise<void> {
  const [here, there] = [ready(subject, name), ready(subject, 'cpu')];
  for (const step of steps) {
    const [got, want] = [await here.masks(step, { x: subject.x }), await there.masks(step, { x: subject.x })];
    expect(Object.keys(got)).toEqual(Object.keys(want));
    for (const [path, mask] of Object.entries(want)) {
      expect(got[path]!.shape).toEqual(mask.shape);
      expect(worst(got[path]!, mask), `${path} at step ${step}`).toBeLessThanOrEqual(mask.dtype === 'bool' ? 0 : 1e-5);
    }
  }
  await here.dispose();
  await there.dispose();
}

/** The exported model says in ONNX Runtime what `predict` says, also for one row. */
export async function expectExport(model: Model, x: readonly (readonly number[])[]): Promise<void> {
  const session = await ort.InferenceSession.create(await exportOnnx(model), { logSeverityLevel: 3 });
  for (const rows of [x, x.slice(0, 1)]) {
    const predicted = (await model.predict(rows)) as TensorData | Readonly<Record<string, TensorData>>;
    const wanted = 'data' in predicted ? { [session.outputNames[0]!]: predicted as TensorData } : predicted;
    const feed = new ort.Tensor('float32', Float32Array.from(rows.flat()), [rows.length, rows[0]!.length]);
    const got = await session.run({ [session.inputNames[0]!]: feed });
    for (const [output, value] of Object.entries(wanted))
      expect(worst({ data: got[output]!.data as Float32Array }, value), output).toBeLessThanOrEqual(1e-5);
  }
  await session.release();
}

/** The largest difference between the elements of two arrays of one length; NaN is as far away as can be. */
export function worst(a: { readonly data: ArrayLike<number> }, b: { readonly data: ArrayLike<number> }): number {
  expect(a.data.length).toBe(b.data.length);
  return Array.from(a.data).reduce((most, value, i) => {
    const off = Math.abs(value - b.data[i]!);
    return Number.isNaN(off) ? Infinity : Math.max(most, off);
  }, 0);
}

/** The mean of some numbers. */
export function mean(values: ArrayLike<number>): number {
  return Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;
}

/** Rows of sines of different periods: no two alike. */
export function waves(rows: number, columns: number): number[][] {
  return Array.from({ length: rows }, (_, i) => Array.from({ length: columns }, (_, j) => Math.sin((i + 1) * (j + 1))));
}
