/** A run that is stopped in the middle of an epoch, saved, loaded and resumed is the run that was never stopped. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Backend } from '@bernoulli/api';
import { loadModel, saveModel } from '@bernoulli/api/node';
import { afterAll, describe, expect, it } from 'vitest';
import { backends } from './backends.ts';
import { bits, compiled, someDigits, ThreeSites } from './nets.ts';

const room = mkdtempSync(join(tmpdir(), 'bernoulli-resume-'));
afterAll(() => rmSync(room, { recursive: true }));

const { x, y } = someDigits();
const options = { epochs: 3, batchSize: 32, verbose: 0 } as const;
/** Five steps an epoch, so this is after two steps of the second. */
const stopAt = 7;

/** Trains up to a step and saves there. */
async function interrupted(backend: Backend, directory: string): Promise<void> {
  const model = compiled(backend);
  const controller = new AbortController();
  const callbacks = [{ onBatchEnd: () => void (model.progress.step === stopAt && controller.abort()) }];
  const run = model.fit(x, y, { ...options, callbacks, signal: controller.signal });
  await expect(run).rejects.toMatchObject({ code: 'ABORTED' });
  expect(model.progress).toMatchObject({ step: stopAt, epoch: 1, batch: 2 });
  await saveModel(model, directory);
  await model.dispose();
}

describe('resume from a checkpoint in the middle of an epoch', () => {
  it.each(Object.keys(backends))('%s ends with the bits of the uninterrupted run', async (name) => {
    const whole = compiled(backends[name]!());
    await whole.fit(x, y, options);

    const directory = join(room, name);
    await interrupted(backends[name]!(), directory);
    const resumed = await loadModel(directory, { into: new ThreeSites(), backend: backends[name]!() });
    await resumed.fit(x, y, { ...options, resume: true });

    expect(resumed.progress).toEqual(whole.progress);
    expect(bits(await resumed.getWeights())).toEqual(bits(await whole.getWeights()));
    await whole.dispose();
    await resumed.dispose();
  });

  it.each(['tfjs (wasm)', 'onnx'])(
    'from cpu to %s: the same masks, and weights that agree within rounding',
    async (name) => {
      const whole = compiled(backends['cpu']!());
      await whole.fit(x, y, options);

      const directory = join(room, `cpu to ${name}`);
      await interrupted(backends['cpu']!(), directory);
      const resumed = await loadModel(directory, { into: new ThreeSites(), backend: backends[name]!() });
      for (const step of [stopAt, 14]) expect(bits(await resumed.masks(step))).toEqual(bits(await whole.masks(step)));
      await resumed.fit(x, y, { ...options, resume: true });

      const [got, want] = [await resumed.getWeights(), await whole.getWeights()];
      for (const [path, { data }] of Object.entries(want))
        // Eight Adam steps of 0.005 apart by rounding only; another mask or order would show as 1e-2.
        data.forEach((value, i) => expect(Math.abs(got[path]!.data[i]! - value), path).toBeLessThan(2e-4));
      await whole.dispose();
      await resumed.dispose();
    },
  );
});
