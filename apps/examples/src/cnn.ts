/** A convolutional network on the embedded digits, or on MNIST with --data DIR: test accuracy over several seeds. */
import { Adam, schedules, type Optimizer, type Verbosity } from '@bernoulli/api';
import { loadDigits } from './data/digits.ts';
import { loadMnist } from './data/mnist.ts';
import { accuracyOverSeeds } from './run/accuracy-over-seeds.ts';
import { ConvNet } from './run/conv-net.ts';
import { outputTo, type Output } from './run/output.ts';
import { readOptions, runAsProgram } from './run/program.ts';

export interface CnnOptions {
  readonly output?: Output;
  /** Directory with the four IDX files of MNIST. Default: the digits that come with the examples. */
  readonly data?: string | undefined;
  readonly backend?: string | undefined;
  /** Default: 1, and 3 for MNIST. */
  readonly seeds?: number | undefined;
  /** Default: 10, and 5 for MNIST, which has forty times as many images. */
  readonly epochs?: number | undefined;
  readonly verbose?: Verbosity;
}

/** How much training each data set needs: 1,437 small images, and 60,000 that take longer by far. */
const ON_DIGITS = { seeds: 1, epochs: 10 };
const ON_MNIST = { seeds: 3, epochs: 5 };

export async function cnn(options: CnnOptions = {}): Promise<number[]> {
  const { output = outputTo(), data: dir, backend, verbose = 'auto' } = options;
  const usual = dir === undefined ? ON_DIGITS : ON_MNIST;
  const { seeds = usual.seeds, epochs = usual.epochs } = options;
  const data = dir === undefined ? loadDigits() : await loadMnist({ dir });
  const side = Math.sqrt(data.train.x.shape[1]!);
  const make = (): ConvNet => new ConvNet(side);
  return accuracyOverSeeds({ data, output, backend, seeds, epochs, verbose, make, optimizer: slowing });
}

/** Large steps at first, and ever smaller ones: half a wave of a cosine down to nothing. */
function slowing(decaySteps: number): Optimizer {
  return new Adam({ learningRate: schedules.cosineDecay({ initialLearningRate: 0.002, decaySteps }) });
}

await runAsProgram(import.meta.url, () => cnn(readOptions({ data: 'DIR', backend: 'NAME', seeds: 'N', epochs: 'N' })));
