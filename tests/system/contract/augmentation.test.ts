/** Images that are changed at random in training, and layers whose kernel is normalized, everywhere. */
import {
  Conv2D,
  Dense,
  Flatten,
  RandomBrightness,
  RandomContrast,
  RandomCrop,
  RandomFlip,
  RandomRotation,
  RandomTranslation,
  RandomZoom,
  Reshape,
  Resizing,
  sequential,
  SpectralNormalization,
  WeightNormalization,
  type Sequential,
} from '@bernoulli/api';
import { describe, it } from 'vitest';
import { everywhere, expectExport, expectResume, expectSameMasks, waves, type Subject } from './laws.ts';

const x = waves(20, 36);
const range = { valueRange: [-1, 1] } as const;
const subject: Subject<Sequential> = {
  make: () =>
    sequential(
      [
        new Reshape({ targetShape: [6, 6, 1] }),
        new Resizing({ height: 8, width: 7 }),
        new RandomFlip(),
        new RandomRotation({ factor: 0.1 }),
        new RandomTranslation({ heightFactor: 0.2, widthFactor: 0.2, fillMode: 'constant' }),
        new RandomZoom({ heightFactor: 0.2, fillMode: 'wrap' }),
        new RandomCrop({ height: 6, width: 6 }),
        new RandomContrast({ factor: 0.3, ...range }),
        new RandomBrightness({ factor: 0.2, ...range }),
        new SpectralNormalization({ layer: new Conv2D({ filters: 3, kernelSize: 3, activation: 'tanh' }) }),
        new Flatten(),
        new WeightNormalization({ layer: new Dense({ units: 1 }) }),
      ],
      { name: 'net' },
    ),
  config: { optimizer: 'adam', loss: 'meanSquaredError', seed: 4 },
  row: [36],
  x,
  y: x.map((row) => [row[0]! * row[7]!]),
};

describe.each(everywhere)('augmentation and normalized kernels on %s', (name) => {
  it('resume bit for bit, are exported, and draw what cpu() draws', async () => {
    const model = await expectResume(subject, name);
    await expectExport(model, x);
    await model.dispose();
    await expectSameMasks(subject, name);
  });
});
