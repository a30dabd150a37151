/** A network that is too sure of itself, and the one number that mends it: reliability before and after temperature scaling. */
import { findBackend } from '@bernoulli/api';
import { reliabilityDiagram, type ConfidenceBin } from '@bernoulli/charts';
import {
  brierScore,
  expectedCalibrationError,
  fitTemperature,
  negativeLogLikelihood,
  reliability,
  softmax,
  type Values,
} from '@bernoulli/uncertainty';
import { fewDigits } from './run/few-digits.ts';
import { outputTo, type Output } from './run/output.ts';
import { readOptions, runAsProgram } from './run/program.ts';
import { wideNet } from './run/wide-net.ts';

export interface TemperatureOptions {
  readonly output?: Output;
  readonly backend?: string | undefined;
  readonly epochs?: number | undefined;
}

/** How good the probabilities on the test digits are. */
export interface Scores {
  readonly accuracy: number;
  readonly likelihood: number;
  readonly brier: number;
  readonly error: number;
}

/** What a network that learned wrong labels says before and after, and the temperature. */
export async function temperature(
  options: TemperatureOptions = {},
): Promise<{ temperature: number; before: Scores; after: Scores }> {
  const { output = outputTo(), backend = 'cpu', epochs = 100 } = options;
  const digits = { count: 320, wrong: 0.15, validation: 400 };
  const { train, validation, test } = fewDigits(1, digits);
  const model = wideNet();
  model.compile({
    optimizer: 'adam',
    loss: 'sparseCategoricalCrossentropy',
    seed: 1,
    backend: await findBackend(backend),
  });
  await model.fit(train.x, train.y, { epochs, verbose: 0 });
  // Logarithms of probabilities are logits. Those that single precision makes 0 are taken for the smallest number it has.
  const logits = async (x: typeof test.x): Promise<Values> => {
    const { data, shape } = await model.predict(x);
    return { data: Float64Array.from(data, (p) => Math.log(Math.max(p, 1e-38))), shape };
  };
  const [held, there] = [await logits(validation!.x), await logits(test.x)];
  await model.dispose();

  const found = fitTemperature(validation!.y, held);
  const [before, after] = [softmax(there), softmax(there, found)];
  const of = (p: Values): Scores => ({
    accuracy: accuracyOf(reliability(test.y, p)),
    likelihood: negativeLogLikelihood(test.y, p),
    brier: brierScore(test.y, p),
    error: expectedCalibrationError(test.y, p),
  });
  const scores = { before: of(before), after: of(after) };
  output.print(
    `2 × 256 hidden units, ${digits.count} digits, 15 % mislabelled, ${epochs} epochs. Temperature from ${digits.validation} other digits: ${found.toFixed(2)}\n`,
  );
  output.print('         accuracy     NLL   Brier     ECE');
  for (const [name, { accuracy, likelihood, brier, error }] of Object.entries(scores))
    output.print(`${name.padEnd(8)} ${(100 * accuracy).toFixed(1).padStart(6)} % ${likelihood.toFixed(3).padStart(7)} ${brier.toFixed(3).padStart(7)} ${error.toFixed(3).padStart(7)}`); // prettier-ignore
  await output.save(
    'temperature.svg',
    reliabilityDiagram({
      title: 'Too sure, and mended by one number',
      subtitle: `360 test digits in 10 bins`,
      series: [
        { name: 'network', bins: reliability(test.y, before, { bins: 10 }) },
        { name: `temperature ${found.toFixed(1)}`, bins: reliability(test.y, after, { bins: 10 }) },
      ],
    }),
  );
  return { temperature: found, ...scores };
}

/** Bins hold every row, and how often each is right. */
function accuracyOf(bins: readonly ConfidenceBin[]): number {
  const sum = (of: (bin: ConfidenceBin) => number): number => bins.reduce((total, bin) => total + of(bin), 0);
  return sum(({ count, accuracy }) => count * accuracy) / sum(({ count }) => count);
}

await runAsProgram(import.meta.url, () => temperature(readOptions({ backend: 'NAME', epochs: 'N' })));
