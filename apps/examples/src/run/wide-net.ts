/** More network than the digits need: two hidden layers of 256 units, which can learn 320 labels by heart, wrong ones too. */
import { Dense, Dropout, sequential, type DenseConfig, type Schedule, type Sequential } from '@bernoulli/api';

export interface WideNet extends Pick<DenseConfig, 'kernelRegularizer' | 'kernelConstraint'> {
  /** Probability of dropping a hidden unit. Default 0: none is dropped. */
  readonly rate?: number | Schedule;
  /** Units per hidden layer. Default 256. */
  readonly units?: number;
}

export function wideNet({ rate = 0, units = 256, ...weights }: WideNet = {}): Sequential {
  return sequential([
    new Dense({ units, activation: 'relu', ...weights }),
    new Dropout({ rate }),
    new Dense({ units, activation: 'relu', ...weights }),
    new Dropout({ rate }),
    new Dense({ units: 10, activation: 'softmax', kernelRegularizer: weights.kernelRegularizer }),
  ]);
}
