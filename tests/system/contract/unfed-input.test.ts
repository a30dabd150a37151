/** An input of a program that nobody fills is an error when the program is made. */
import { Dense, Layer, sequential, Trace, type Model, type Tensor } from '@bernoulli/api';
import { describe, expect, it } from 'vitest';
import { backendOf, waves } from './laws.ts';

describe('an input that nobody fills', () => {
  class Unfed extends Layer {
    readonly className = 'Unfed';
    getConfig(): Record<string, unknown> {
      return {};
    }
    call(x: Tensor): Tensor {
      return x.mul(Trace.of(x).input('temperature', { dtype: 'f32', shape: [] }));
    }
  }

  const [x, y] = [waves(2, 3), waves(2, 1)];
  const verbs: Readonly<Record<string, (model: Model) => Promise<unknown>>> = {
    fit: (model) => model.fit(x, y, { verbose: 0 }),
    trainOnBatch: (model) => model.trainOnBatch(x, y),
    evaluate: (model) => model.evaluate(x, y),
    predict: (model) => model.predict(x),
    sample: (model) => model.sample(x),
    program: (model) => model.program('training'),
  };

  it.each(Object.keys(verbs))('is an error in %s, with the place', async (verb) => {
    const model = sequential([new Dense({ units: 1 }), new Unfed()]);
    model.compile({ optimizer: 'sgd', loss: 'meanSquaredError', seed: 1, backend: backendOf('cpu') });
    model.buildFor([3]);
    await expect(verbs[verb]!(model)).rejects.toMatchObject({
      code: 'NAME',
      problem: { at: 'sequential/unfed', received: 'temperature' },
    });
  });
});
