/** An autoencoder takes noise out of digits: what passes through a few numbers is what digits have in common. */
import { Adam, Dense, findBackend, GaussianNoise, input, model, type TensorData } from '@bernoulli/api';
import { key, uniform } from '@bernoulli/api/random';
import { loadDigits } from './data/digits.ts';
import { outputTo, type Output } from './run/output.ts';
import { readOptions, runAsProgram } from './run/program.ts';

const pixels = 64;
/** Numbers that each digit has to pass through. */
const codes = 12;
/** Standard deviation of the noise; pixels are from 0 to 1. */
const noise = 0.3;

export interface AutoencoderOptions {
  readonly output?: Output;
  readonly backend?: string | undefined;
  readonly epochs?: number | undefined;
}

/** Mean squared errors on digits that were not trained on. */
export interface AutoencoderErrors {
  /** Of the digits with noise, as they are. */
  readonly noisy: number;
  /** Of the mean of all digits, in the place of each. */
  readonly meanDigit: number;
  /** Of what the autoencoder makes of the digits with noise. */
  readonly cleaned: number;
}

export async function autoencoder(options: AutoencoderOptions = {}): Promise<AutoencoderErrors> {
  const { output = outputTo(), backend = 'cpu', epochs = 60 } = options;
  const { train, test } = loadDigits();

  const x = input({ shape: [pixels] });
  // Noise in training alone: another one at each step.
  const noisy = new GaussianNoise({ stddev: noise }).apply(x);
  const wide = new Dense({ units: 64, activation: 'relu' }).apply(noisy);
  const code = new Dense({ units: codes, activation: 'relu', name: 'code' }).apply(wide);
  const back = new Dense({ units: 64, activation: 'relu' }).apply(code);
  const net = model(x, new Dense({ units: pixels, activation: 'sigmoid' }).apply(back), { name: 'autoencoder' });
  net.compile({
    optimizer: new Adam({ learningRate: 0.003 }),
    loss: 'meanSquaredError',
    seed: 1,
    backend: await findBackend(backend),
  });
  output.print(net.summary({ width: 80 }));
  await net.fit(train.x, train.x, { epochs, verbose: 0 });

  const disturbed = withNoise(test.x);
  const cleaned = await net.predict(disturbed);
  await net.dispose();
  const errors = {
    noisy: errorOf(disturbed.data, test.x.data),
    meanDigit: errorOf(
      Float32Array.from(test.x.data, (_, i) => meanPixel(train.x, i % pixels)),
      test.x.data,
    ),
    cleaned: errorOf(cleaned.data, test.x.data),
  };
  const show = (value: number): string => value.toFixed(4);
  output.print(`Mean squared error of ${test.y.length} digits, noise of deviation ${noise}, through ${codes} numbers`);
  output.print(`with the noise         ${show(errors.noisy)}`);
  output.print(`the mean of all digits ${show(errors.meanDigit)}`);
  output.print(`cleaned                ${show(errors.cleaned)}`);
  output.print(`\nA digit, with noise, and cleaned:\n${sideBySide([test.x.data, disturbed.data, cleaned.data], 7)}`);
  return errors;
}

/** The images with normal noise, always the same. */
function withNoise({ shape, data }: TensorData): TensorData & { readonly data: Float32Array } {
  const draws = uniform(key(9), [data.length * 2]);
  // Box and Muller.
  const normal = (i: number): number =>
    Math.sqrt(-2 * Math.log(1 - draws[2 * i]!)) * Math.cos(2 * Math.PI * draws[2 * i + 1]!);
  return { dtype: 'f32', shape, data: Float32Array.from(data, (value, i) => value + noise * normal(i)) };
}

function meanPixel({ shape, data }: TensorData, pixel: number): number {
  let sum = 0;
  for (let i = pixel; i < data.length; i += pixels) sum += data[i]!;
  return sum / shape[0]!;
}

function errorOf(got: ArrayLike<number>, want: ArrayLike<number>): number {
  return Array.from(want).reduce((sum, value, i) => sum + (got[i]! - value) ** 2, 0) / want.length;
}

/** The same image of several arrays, in shades of letters. */
function sideBySide(arrays: readonly ArrayLike<number>[], image: number): string {
  const shades = ' .:*#';
  const letter = (value: number): string => shades[Math.round(4 * Math.min(Math.max(value, 0), 1))]!.repeat(2);
  return Array.from({ length: 8 }, (_, row) =>
    arrays
      .map((data) =>
        Array.from({ length: 8 }, (_, column) => letter(data[image * pixels + row * 8 + column]!)).join(''),
      )
      .join('   '),
  ).join('\n');
}

await runAsProgram(import.meta.url, () => autoencoder(readOptions({ backend: 'NAME', epochs: 'N' })));
