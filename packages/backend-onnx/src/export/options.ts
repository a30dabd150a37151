/** What may be asked of an exported file. */
import {
  fail,
  field,
  flag,
  oneOf,
  optional,
  readConfig,
  text,
  whole,
  wholeWithin,
  type SettingsOf,
} from '@bernoulli/api/ir';
import { NEWEST_OPSET, OPSET } from '../lowerings/opset.ts';
import { calibrationField, type Calibration } from './conformal.ts';
import { exporterVersion } from './version.ts';

/**
 * What a file does. `inference`: predicts, without noise. `stochastic`: predicts with the masks of a training step. `uncertainty`: mean and
 * variance of what many thinned networks predict, as `Model.sample` gives them. `conformal`: predicts, and says which classes, or what interval,
 * a calibration gives each row. `training`: a whole step of training. `gradients` and `apply`: the same in two, where gradients may be added up in between. `state`: puts out what `training` and
 * `apply` take at their first step.
 */
export type ExportMode =
  'inference' | 'stochastic' | 'uncertainty' | 'conformal' | 'training' | 'gradients' | 'apply' | 'state';

const modes: readonly ExportMode[] = [
  'inference',
  'stochastic',
  'uncertainty',
  'conformal',
  'training',
  'gradients',
  'apply',
  'state',
];

/** How a file stores its weights. */
export type WeightType = 'f32' | 'f16' | 'int8';

/** How a file has recurrent layers. */
export type RecurrentForm = 'scan' | 'operators';

/** What is said of a file beside what it computes. */
export interface GraphOptions {
  /** Markdown about the model, shown by viewers. */
  readonly docString?: string | undefined;
  /** Facts for programs, as in `{ seed: '7' }`; keys are free, values are text. */
  readonly metadata?: Readonly<Record<string, string>> | undefined;
  /** Name of the batch size in the file; other open sizes are called `time`, `height` and so on. Default: `batch`. */
  readonly batchName?: string;
  /** What the file calls the version of its producer. Default: the version of this package. */
  readonly producerVersion?: string;
  /** False: what would be a function of the model's own is written out at each call. Default `true`. */
  readonly functions?: boolean;
  /** Version of ONNX's operators, from 18 to 21; the file's format is the one that came with it (IR 8, 9, 9, 10). Default 18. */
  readonly opset?: number;
  /**
   * True: what scales and shifts the channels behind a product or a convolution, as `BatchNormalization` does, is worked into its weights. The
   * fact `org.bernoulli.folded` of the file says what. For `inference` and `conformal`. Default `false`.
   */
  readonly fold?: boolean;
  /**
   * How weights are stored. `f32`: as they are. `f16`: in half precision, a half of the size; they are widened before they are used. `int8`: a
   * quarter; products with matrices are computed in 8-bit integers, with the range of the other side taken from the whole batch at each run
   * (dynamic quantization), and other weights are widened. For files that predict. Default `f32`.
   */
  readonly weights?: WeightType;
  /**
   * How recurrent layers are written. `scan`: as loops, `Scan`, with all that a step does inside. `operators`: those that are as ONNX defines
   * `LSTM`, `GRU` and `RNN`, with `tanh` and `sigmoid`, without a mask and with no state dropped, as these operators; all others still as `Scan`. Results
   * differ in their last digits. For files that predict. Default `scan`.
   */
  readonly recurrent?: RecurrentForm;
}

export interface ExportOptions extends GraphOptions {
  /** Default `inference`. */
  readonly mode?: ExportMode;
  /** True: what each site drew is an output too, `mask:<path>`. For `stochastic`. Default `false`. */
  readonly masks?: boolean;
  /** Thinned networks for each row. For `uncertainty`. Default 100. */
  readonly samples?: number;
  /** True: predictions are probabilities of classes, so that entropy and mutual information come out too. For `uncertainty`. Default `false`. */
  readonly probabilities?: boolean;
  /** What a `ConformalClassifier` or `ConformalRegressor` of `@bernoulli/uncertainty` found: its `calibration`. For `conformal`, which needs it. */
  readonly calibration?: Calibration;
  /** Rows of a batch, which these modes have to know. For `training` and `gradients`, by default 32, and `uncertainty`, by default 1. */
  readonly batchSize?: number;
  /**
   * True: weights that have a gradient are inputs, by path, and not inside the file, so that it serves one step after the other. False: the file
   * has the gradients of the weights as they are now. For `gradients`. Default `false`.
   */
  readonly weightInputs?: boolean;
  /**
   * Steps for which rates and learning rates are written into the file. Those that have settled by then stay as they are; with others the
   * runtime refuses a later step. For `stochastic` and the modes that train, but `state`. Default 100,000.
   */
  readonly steps?: number;
}

const isRecordOfTexts = (x: unknown): boolean =>
  typeof x === 'object' && x !== null && Object.values(x).every((value) => typeof value === 'string');

export const graphFields = {
  docString: optional(field<string>('be a text', (x) => typeof x === 'string')),
  metadata: optional(field<Readonly<Record<string, string>>>('be an object of texts', isRecordOfTexts)),
  batchName: optional(text()),
  producerVersion: text(exporterVersion),
  functions: flag(true),
  opset: wholeWithin(OPSET, NEWEST_OPSET, OPSET),
  fold: optional(flag()),
  weights: optional(oneOf<WeightType>(['f32', 'f16', 'int8'])),
  recurrent: optional(oneOf<RecurrentForm>(['scan', 'operators'])),
};

/** A table of more would outweigh most models. */
const MOST_STEPS = 10_000_000;

export const modeFields = {
  ...graphFields,
  mode: oneOf<ExportMode>(modes, 'inference'),
  masks: optional(flag()),
  samples: optional(whole(1)),
  probabilities: optional(flag()),
  calibration: calibrationField(),
  batchSize: optional(whole(1)),
  weightInputs: optional(flag()),
  steps: optional(wholeWithin(1, MOST_STEPS)),
};

/** The modes that each of these settings is for. */
const settingOf = {
  masks: ['stochastic'],
  samples: ['uncertainty'],
  probabilities: ['uncertainty'],
  calibration: ['conformal'],
  batchSize: ['uncertainty', 'training', 'gradients'],
  weightInputs: ['gradients'],
  fold: ['inference', 'conformal'],
  weights: ['inference', 'stochastic', 'uncertainty', 'conformal'],
  recurrent: ['inference', 'stochastic', 'uncertainty', 'conformal'],
  steps: ['stochastic', 'training', 'gradients', 'apply'],
} as const satisfies Record<string, readonly ExportMode[]>;

export type ReadGraphOptions = SettingsOf<typeof graphFields>;

/** @throws BernoulliError `CONFIG` for a bad setting, one that the mode has not, and one that it lacks. */
export function readExportOptions(options: ExportOptions): SettingsOf<typeof modeFields> {
  const read = readConfig('exportOnnx', options, modeFields);
  const { mode, calibration } = read;
  for (const [name, only] of Object.entries(settingOf))
    if (read[name as keyof typeof settingOf] !== undefined && !(only as readonly ExportMode[]).includes(mode))
      fail('CONFIG', {
        who: 'exportOnnx',
        what: `mode ${mode} has no setting ${name}`,
        received: options[name as keyof typeof settingOf],
      });
  if (mode === 'conformal' && calibration === undefined)
    fail('CONFIG', {
      who: 'exportOnnx',
      what: 'mode conformal needs a calibration',
      hint: 'Hand in the calibration of a ConformalClassifier or a ConformalRegressor',
    });
  return read;
}
