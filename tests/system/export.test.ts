/** Trained on any backend, the exported file gives the model's own predictions in ONNX Runtime, at every optimization level. */
import { exportOnnx } from '@bernoulli/backend-onnx';
import * as ort from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { backends } from './backends.ts';
import { compiled, someDigits } from './nets.ts';

const levels = ['disabled', 'basic', 'extended', 'layout', 'all'] as const;

describe('a trained model in ONNX Runtime', () => {
  it.each(Object.keys(backends))('trained on %s', async (name) => {
    const { x, y } = someDigits();
    const model = compiled(backends[name]!());
    await model.fit(x, y, { epochs: 2, verbose: 0 });
    const { data: wanted } = await model.predict(x);
    const bytes = await exportOnnx(model);
    expect(await exportOnnx(model)).toEqual(bytes);
    await model.dispose();

    for (const graphOptimizationLevel of levels) {
      const session = await ort.InferenceSession.create(bytes, { graphOptimizationLevel, logSeverityLevel: 3 });
      const [input, output] = [session.inputNames[0]!, session.outputNames[0]!];
      // The whole set, and a single row: the file leaves the batch open.
      for (const rows of [150, 1]) {
        const feed = new ort.Tensor('float32', (x.data as Float32Array).subarray(0, rows * 64), [rows, 64]);
        const { [output]: probabilities } = await session.run({ [input]: feed });
        expect(probabilities!.dims).toEqual([rows, 10]);
        const got = probabilities!.data as Float32Array;
        const worst = got.reduce((most, value, i) => Math.max(most, Math.abs(value - wanted[i]!)), 0);
        expect(worst, `${graphOptimizationLevel}, ${rows} rows`).toBeLessThanOrEqual(1e-5);
      }
      await session.release();
    }
  });
});
