/** The schedules against Keras 3.15.1 (`schedule(step)` on JAX, float32) and PyTorch 2.13.0 (`OneCycleLR`, no momentum cycle). */
import { describe, expect, it } from 'vitest';
import { expectClose } from '../../../../tests/oracles/expect-close.ts';
import { getSchedule, saveSchedule, type Schedule } from './index.ts';
import * as schedules from './index.ts';

const at = [0, 1, 2, 3, 4, 5, 6, 7, 9, 10, 12, 15, 20, 28, 40];
const falling = { initialLearningRate: 0.3, decaySteps: 7, decayRate: 0.6 };

/** Values at the steps above. */
const keras: readonly [name: string, schedule: Schedule, values: readonly number[]][] = [
  [
    'ExponentialDecay',
    schedules.exponentialDecay(falling),
    [
      0.30000001, 0.27888721, 0.25926024, 0.24101453, 0.22405291, 0.20828494, 0.19362669, 0.18000001, 0.15555614,
      0.14460874, 0.12497097, 0.1003994, 0.069705613, 0.038880005, 0.01619624,
    ],
  ],
  [
    'ExponentialDecay on a staircase',
    schedules.exponentialDecay({ ...falling, staircase: true }),
    [0.3, 0.3, 0.3, 0.3, 0.3, 0.3, 0.3, 0.18, 0.18, 0.18, 0.18, 0.10800001, 0.10800001, 0.038880005, 0.023328006],
  ],
  [
    'InverseTimeDecay',
    schedules.inverseTimeDecay(falling),
    [
      0.30000001, 0.27631578, 0.25609758, 0.23863636, 0.22340427, 0.21000001, 0.1981132, 0.1875, 0.16935484, 0.16153847,
      0.14788732, 0.13125001, 0.11052632, 0.088235296, 0.06774193,
    ],
  ],
  [
    'InverseTimeDecay on a staircase',
    schedules.inverseTimeDecay({ ...falling, staircase: true }),
    [
      0.3, 0.3, 0.3, 0.3, 0.3, 0.3, 0.3, 0.1875, 0.1875, 0.1875, 0.1875, 0.13636364, 0.13636364, 0.088235296,
      0.075000003,
    ],
  ],
  [
    'PolynomialDecay',
    schedules.polynomialDecay({ initialLearningRate: 0.3, decaySteps: 12, endLearningRate: 0.02, power: 0.5 }),
    [
      0.30000001, 0.28807962, 0.27560389, 0.26248711, 0.24861903, 0.23385353, 0.21798989, 0.20073923, 0.16, 0.13430953,
      0.02, 0.02, 0.02, 0.02, 0.02,
    ],
  ],
  [
    'PolynomialDecay in a cycle',
    schedules.polynomialDecay({
      initialLearningRate: 0.3,
      decaySteps: 6,
      endLearningRate: 0.02,
      power: 2,
      cycle: true,
    }),
    [
      0.30000001, 0.21444443, 0.14444444, 0.090000004, 0.05111111, 0.02777778, 0.02, 0.068611115, 0.037500001,
      0.02777778, 0.02, 0.02777778, 0.02777778, 0.021244444, 0.020634919,
    ],
  ],
  [
    'PolynomialDecay at its defaults',
    schedules.polynomialDecay({ initialLearningRate: 0.3, decaySteps: 12 }),
    [
      0.30000001, 0.27500835, 0.25001669, 0.22502501, 0.20003334, 0.17504169, 0.15005001, 0.12505835, 0.075075008,
      0.050083347, 1e-4, 1e-4, 1e-4, 1e-4, 1e-4,
    ],
  ],
  [
    'CosineDecay',
    schedules.cosineDecay({ initialLearningRate: 0.3, decaySteps: 12, alpha: 0.2 }),
    [
      0.30000001, 0.2959111, 0.28392306, 0.26485282, 0.24000001, 0.2110583, 0.17999999, 0.14894173, 0.095147192,
      0.076076955, 0.06, 0.06, 0.06, 0.06, 0.06,
    ],
  ],
  [
    'CosineDecay after a warm-up',
    schedules.cosineDecay({
      initialLearningRate: 0.05,
      decaySteps: 10,
      alpha: 0.1,
      warmupTarget: 0.4,
      warmupSteps: 5,
    }),
    [
      0.050000001, 0.12, 0.19, 0.26000002, 0.33000001, 0.40000001, 0.39119014, 0.36562306, 0.27562305, 0.21999998,
      0.11419866, 0.04, 0.04, 0.04, 0.04,
    ],
  ],
  [
    'CosineDecayRestarts at its defaults',
    schedules.cosineDecayRestarts({ initialLearningRate: 0.3, firstDecaySteps: 4 }),
    [
      0.30000001, 0.25606602, 0.14999999, 0.043933988, 0.30000001, 0.28858194, 0.25606602, 0.20740251, 0.092597477,
      0.043933988, 0.30000001, 0.27472043, 0.14999999, 0.30000001, 0.20740251,
    ],
  ],
  [
    'CosineDecayRestarts with factors',
    schedules.cosineDecayRestarts({ initialLearningRate: 0.3, firstDecaySteps: 4, tMul: 1.5, mMul: 0.8, alpha: 0.1 }),
    [
      0.30000001, 0.26045945, 0.16499999, 0.06954059, 0.24600001, 0.23153076, 0.19200002, 0.138, 0.044469249,
      0.20280002, 0.18258625, 0.10139679, 0.16637687, 0.064560004, 0.10719763,
    ],
  ],
  [
    'CosineDecayRestarts of one length',
    schedules.cosineDecayRestarts({ initialLearningRate: 0.3, firstDecaySteps: 5, tMul: 1, mMul: 0.7 }),
    [
      0.30000001, 0.27135256, 0.19635256, 0.10364743, 0.028647441, 0.21000001, 0.18994679, 0.13744679, 0.020053228,
      0.147, 0.096212722, 0.10290001, 0.07203, 0.017420035, 0.017294401,
    ],
  ],
  [
    'PiecewiseConstantDecay',
    schedules.piecewiseConstantDecay({ boundaries: [3, 9], values: [0.3, 0.2, 0.05] }),
    [0.3, 0.3, 0.3, 0.3, 0.2, 0.2, 0.2, 0.2, 0.2, 0.05, 0.05, 0.05, 0.05, 0.05, 0.05],
  ],
];

/** The schedules that say their law in a line, at the steps above. */
const plain: readonly [name: string, schedule: Schedule, values: readonly number[]][] = [
  ['constant', schedules.constant({ value: 0.25 }), at.map(() => 0.25)],
  ['step', schedules.step({ from: 0.4, factor: 0.5, steps: 5 }), at.map((t) => [0.4, 0.2, 0.1, 0.05, 0.025, 0.0125][Math.floor(t / 5)] ?? 0.4 / 256)], // prettier-ignore
  ['early', schedules.early({ value: 0.5, steps: 5 }), at.map((t) => (t < 5 ? 0.5 : 0))],
  ['early, falling', schedules.early({ value: 0.5, steps: 4, falling: true }), [0.5, 0.375, 0.25, 0.125, ...at.slice(4).map(() => 0)]], // prettier-ignore
  ['late', schedules.late({ value: 0.5, steps: 5 }), at.map((t) => (t < 5 ? 0 : 0.5))],
  // 0.6 · (1 − exp(−t / 2)), as keeping falls from 1 to 0.4 in the paper, by NumPy.
  [
    'curriculum',
    schedules.curriculum({ value: 0.6, steps: 20 }),
    [
      0, 0.2360816042, 0.3792723353, 0.4661219039, 0.51879883, 0.5507490008, 0.570127759, 0.5818815699, 0.5933346021,
      0.5959572318, 0.5985127487, 0.5996681493, 0.59997276, 0.5999995011, 0.5999999988,
    ],
  ],
];

/** Values at step 0, 1, 2 … up to the last. */
const torch: readonly [name: string, schedule: Schedule, values: readonly number[]][] = [
  [
    'at its defaults',
    schedules.oneCycle({ maxLr: 0.4, totalSteps: 20 }),
    [
      0.016, 0.05266873708, 0.14866873708, 0.26733126292, 0.36333126292, 0.4, 0.394985602494, 0.380193852805,
      0.356366471028, 0.32469826158, 0.286777200717, 0.244504808775, 0.2000008, 0.155496791225, 0.113224399283,
      0.0753033384201, 0.0436351289716, 0.0198077471946, 0.00501599750597, 1.6e-6,
    ],
  ],
  [
    'linear',
    schedules.oneCycle({
      maxLr: 0.4,
      totalSteps: 20,
      annealStrategy: 'linear',
      pctStart: 0.25,
      divFactor: 10,
      finalDivFactor: 100,
    }),
    [
      0.04, 0.13, 0.22, 0.31, 0.4, 0.37336, 0.34672, 0.32008, 0.29344, 0.2668, 0.24016, 0.21352, 0.18688, 0.16024,
      0.1336, 0.10696, 0.08032, 0.05368, 0.02704, 0.0004,
    ],
  ],
  [
    'in three phases',
    schedules.oneCycle({ maxLr: 0.4, totalSteps: 20, threePhase: true }),
    [
      0.016, 0.05266873708, 0.14866873708, 0.26733126292, 0.36333126292, 0.4, 0.36333126292, 0.26733126292,
      0.14866873708, 0.05266873708, 0.016, 0.0155175892122, 0.0141285427094, 0.0120004, 0.00938984650279,
      0.00661175349721, 0.0040012, 0.0018730572906, 0.000484010787809, 1.6e-6,
    ],
  ],
  [
    'in three phases that end between steps',
    schedules.oneCycle({ maxLr: 0.4, totalSteps: 21, threePhase: true, annealStrategy: 'linear', pctStart: 0.4 }),
    [
      0.016, 0.0678918918919, 0.119783783784, 0.171675675676, 0.223567567568, 0.275459459459, 0.327351351351,
      0.379243243243, 0.368864864865, 0.316972972973, 0.265081081081, 0.213189189189, 0.161297297297, 0.109405405405,
      0.0575135135135, 0.0153846769231, 0.0123080615385, 0.00923144615385, 0.00615483076923, 0.00307821538462, 1.6e-6,
    ],
  ],
];

describe('values', () => {
  it.each(keras)("are those of Keras's %s", (_, schedule, values) => {
    expectClose(at.map(schedule), values, 1e-7);
  });

  it.each(plain)('are those that %s says', (_, schedule, values) => {
    expectClose(at.map(schedule), values, 1e-9);
  });

  it.each(torch)("are those of PyTorch's OneCycleLR %s", (_, schedule, values) => {
    expectClose(
      values.map((_, step) => schedule(step)),
      values,
      1e-12,
    );
    expect(schedule(1e6)).toBe(schedule(values.length - 1));
  });

  it('stay finite far out', () => {
    for (const [, schedule] of [...keras, ...plain, ...torch]) expect(schedule(1e9)).toSatisfy(Number.isFinite);
  });

  it.each([1.1, 1.5, 2, 3, 7])('restart at the very step, each time %d times as long', (tMul) => {
    // Lengths of 10⁶, so that every restart is at a whole step.
    const rate = schedules.cosineDecayRestarts({ initialLearningRate: 1, firstDecaySteps: 1e6, tMul });
    let start = 0;
    for (let i = 0; i < 6; i++) {
      start += Math.round(1e6 * tMul ** i);
      expect(rate(start)).toBeCloseTo(1, 9);
      expect(rate(start - 1)).toBeLessThan(1e-9);
    }
  });
});

describe('settings', () => {
  const { exponentialDecay, inverseTimeDecay, polynomialDecay, cosineDecay, cosineDecayRestarts, oneCycle } = schedules;
  it.each([
    [() => exponentialDecay({} as never), 'exponentialDecay: initialLearningRate must be a finite number'],
    [
      () => exponentialDecay({ ...falling, decaySteps: 0 }),
      'exponentialDecay: decaySteps must be a finite number above 0',
    ],
    [() => exponentialDecay({ ...falling, decayRate: -1 }), 'exponentialDecay: decayRate must be'],
    [() => exponentialDecay({ ...falling, decay_rate: 1 } as never), 'there is no setting "decay_rate"'],
    [
      () => inverseTimeDecay({ ...falling, staircase: 1 as never }),
      'inverseTimeDecay: staircase must be true or false',
    ],
    [() => inverseTimeDecay({ ...falling, decayRate: NaN }), 'inverseTimeDecay: decayRate must be'],
    [() => polynomialDecay({ initialLearningRate: 1, decaySteps: 5, power: 0 }), 'polynomialDecay: power must be'],
    [
      () => cosineDecay({ initialLearningRate: 1, decaySteps: 5, warmupSteps: 0.5 }),
      'cosineDecay: warmupSteps must be',
    ],
    [
      () => cosineDecayRestarts({ initialLearningRate: 1, firstDecaySteps: 5, tMul: 0.5 }),
      'cosineDecayRestarts: tMul must be a finite number of at least 1',
    ],
    [
      () => schedules.piecewiseConstantDecay({ boundaries: [1], values: [1] }),
      'piecewiseConstantDecay: 1 boundaries need 2 values. Received 1.',
    ],
    [() => schedules.constant({ value: NaN }), 'constant: value must be a finite number'],
    [() => schedules.step({ factor: -1 }), 'step: factor must be a finite number of at least 0'],
    [() => schedules.early({ value: 0.5 } as never), 'early: steps must be a whole number from 1 up'],
    [() => schedules.late({ steps: 5 } as never), 'late: value must be a finite number'],
    [() => schedules.curriculum({ value: 1, steps: 5, steepness: 0 }), 'curriculum: steepness must be'],
    [() => oneCycle({ maxLr: 1, totalSteps: 0 }), 'oneCycle: totalSteps must be a whole number from 1 up'],
    [() => oneCycle({ maxLr: 1, totalSteps: 9, pctStart: 2 }), 'oneCycle: pctStart must be in [0, 1]'],
    [() => oneCycle({ maxLr: 1, totalSteps: 9, annealStrategy: 'cosine' as never }), 'must be one of cos, linear'],
  ])('bad ones are refused: %#', (make, message) => {
    expect(make).toThrow(message);
  });

  it.each([0, 0.3, 1])('a cycle of one step, or with no way up or down, has values: pctStart %d', (pctStart) => {
    for (const totalSteps of [1, 2, 5])
      for (const threePhase of [false, true]) {
        const rate = oneCycle({ maxLr: 1, totalSteps, pctStart, threePhase });
        for (let step = 0; step < 7; step++) expect(rate(step)).toSatisfy((x: number) => x >= 0 && x <= 1);
      }
  });
});

it.each([...keras, ...plain, ...torch])('%s is stored and made again', (_, schedule) => {
  const description = JSON.parse(JSON.stringify(saveSchedule('test', 'rate', schedule)));
  expect(at.map(getSchedule(description))).toEqual(at.map((step) => schedule(step)));
});
