/** A gradient that overflows never reaches the weights, on any backend. */
import { Constant, Dense, sequential } from '@bernoulli/api';
import { describe, expect, it } from 'vitest';
import { backends } from './backends.ts';
import { bits } from './nets.ts';

describe('a finite loss with an infinite gradient', () => {
  it.each(Object.keys(backends))('is refused by %s, and the next good step works', async (name) => {
    const model = sequential([new Dense({ units: 1, kernelInitializer: new Constant({ value: 1e-30 }) })]);
    model.compile({ optimizer: 'adam', loss: 'meanSquaredError', seed: 0, backend: backends[name]!() });
    model.buildFor([1]);
    const before = bits(await model.getWeights());

    // Prediction 3e8 against 3e18: the loss is some 4.5e36, the kernel's gradient −9e56, beyond the largest f32.
    const step = model.trainOnBatch([[3e38], [1]], [[3e18], [0]]);
    await expect(step).rejects.toMatchObject({
      code: 'NON_FINITE',
      message: expect.stringMatching(/gradient at step 0/),
    });
    expect(bits(await model.getWeights())).toEqual(before);
    expect(model.progress.step).toBe(0);

    const { loss } = await model.trainOnBatch([[2], [1]], [[1], [0]]);
    expect(loss).toBeCloseTo(0.5, 6);
    const { data } = (await model.getWeights())['sequential/dense/kernel']!;
    expect(data[0]).toBeCloseTo(0.001, 6);
    await model.dispose();
  });
});
