/** A layer says what it was told, with its defaults, and is made again from that. */
import * as api from '@bernoulli/api';
import { Dense, EarlyStopping, layerFromConfig, ModelCheckpoint } from '@bernoulli/api';
import { describe, expect, it } from 'vitest';

const zeros = { className: 'Zeros', config: {} };
const dense = {
  units: 3,
  activation: 'linear',
  useBias: true,
  kernelInitializer: { className: 'GlorotUniform', config: {} },
  biasInitializer: zeros,
  kernelRegularizer: null,
  biasRegularizer: null,
  kernelConstraint: null,
  biasConstraint: null,
};

const cases: readonly [className: string, given: object, stored: object][] = [
  ['Activation', { activation: 'hard_sigmoid' }, { activation: 'hardSigmoid' }],
  ['Add', {}, {}],
  ['Concatenate', {}, { axis: -1 }],
  ['Concatenate', { axis: 1 }, { axis: 1 }],
  ['Dense', { units: 3 }, dense],
  [
    'Dense',
    { units: 3, useBias: false, kernelInitializer: 'zeros', kernelRegularizer: 'l2', biasConstraint: 'nonNeg' },
    {
      ...dense,
      useBias: false,
      kernelInitializer: zeros,
      kernelRegularizer: { className: 'L2', config: { l2: 0.01 } },
      biasConstraint: { className: 'NonNeg', config: {} },
    },
  ],
  ['Dropout', { rate: 0.5 }, { rate: 0.5 }],
  ['Dropout', { rate: [0.5, 0.1], noiseShape: [1, null] }, { rate: [0.5, 0.1], noiseShape: [1, null] }],
  ['Flatten', {}, {}],
  ['Reshape', { targetShape: [2, -1] }, { targetShape: [2, -1] }],
];

describe.each(cases)('%s of %j', (className, given, stored) => {
  it.each([{}, { name: 'mine' }])('with %j', (name) => {
    const Class = api[className as 'Dense'];
    const config = new Class({ ...given, ...name } as never).getConfig();
    expect(config).toStrictEqual({ ...stored, ...name });
    const again = layerFromConfig(JSON.parse(JSON.stringify({ className, config })));
    expect([again.className, again.getConfig()]).toStrictEqual([className, config]);
  });
});

describe('a setting that does not hold', () => {
  it.each([
    [() => new Dense({ units: 0 }), 'Dense: units must be a whole number from 1 up. Received 0.'],
    [() => new Dense({} as never), 'Dense: units must be a whole number from 1 up. Received undefined.'],
    [() => new Dense({ units: 1, useBias: 1 as never }), 'Dense: useBias must be true or false. Received 1.'],
    [() => new Dense({ units: 1, activaton: 'relu' } as never), /no setting "activaton".* Did you mean activation\?$/],
    [() => new api.Activation({} as never), 'Activation: activation must be an activation, or its name.'],
    [() => new api.Concatenate({ axis: 0 }), 'Concatenate: axis must be a whole number other than 0, the batch.'],
    [
      () => new api.Reshape({ targetShape: [-1, -1] }),
      'Reshape: targetShape must hold whole numbers from 1 up, or −1 once',
    ],
    [() => new api.Reshape({} as never), 'Reshape: targetShape must hold whole numbers'],
    [
      () => new EarlyStopping({ patience: -1 }),
      'EarlyStopping: patience must be a whole number from 0 up. Received -1.',
    ],
    [() => new EarlyStopping({ mode: 'best' as never }), 'mode must be one of auto, min, max. Received best.'],
    [() => new EarlyStopping({ patiense: 3 } as never), /no setting "patiense".* Did you mean patience\?$/],
    [() => new ModelCheckpoint({} as never), 'ModelCheckpoint: save must be a function. Received undefined.'],
  ])('is refused: %#', (make, message) => {
    expect(make).toThrow(message);
  });
});
