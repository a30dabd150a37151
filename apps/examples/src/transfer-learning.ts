/** A network that has seen many digits without labels learns their names from two of each: freeze the body, replace the head. */
import {
  Adam,
  Dense,
  Dropout,
  findBackend,
  GaussianNoise,
  sequential,
  type Module,
  type Sequential,
} from '@bernoulli/api';
import { loadDigits } from './data/digits.ts';
import type { Examples } from './data/examples.ts';
import { outputTo, type Output } from './run/output.ts';
import { readOptions, runAsProgram } from './run/program.ts';
import { percent, spreadOf } from './run/spread.ts';

const pixels = 64;

export interface TransferLearningOptions {
  readonly output?: Output;
  readonly backend?: string | undefined;
  readonly seeds?: number | undefined;
  readonly epochs?: number | undefined;
}

/** What sees the images. */
function body(): Sequential {
  return sequential(
    [
      new GaussianNoise({ stddev: 0.2 }),
      new Dense({ units: 128, activation: 'relu' }),
      new Dropout({ rate: 0.2 }),
      new Dense({ units: 32, activation: 'relu' }),
    ],
    { name: 'body' },
  );
}

/** A body, and what is asked of it. */
function network(name: string, of: Sequential, ...head: Module[]): Sequential {
  return sequential([of, ...head], { name });
}

/** The first of each digit, as many as wanted. */
function firstOfEach({ x, y }: Examples, most: number): Examples {
  const rows = Array.from(y.keys()).filter(
    (row) => y.subarray(0, row).filter((label) => label === y[row]).length < most,
  );
  const data = Float32Array.from(rows.flatMap((row) => [...x.data.subarray(row * pixels, (row + 1) * pixels)]));
  return { x: { dtype: 'f32', shape: [rows.length, pixels], data }, y: Int32Array.from(rows, (row) => y[row]!) };
}

/** Test accuracies, seed by seed. */
export async function transferLearning(options: TransferLearningOptions = {}): Promise<Record<string, number[]>> {
  const { output = outputTo(), backend: backendName = 'cpu', seeds = 5, epochs = 100 } = options;
  const { train, test } = loadDigits();
  const few = firstOfEach(train, 2);
  const backend = await findBackend(backendName);
  const accuracies: Record<string, number[]> = { 'from nothing': [], 'frozen body': [], 'body trained on': [] };
  output.print(`${train.y.length} digits without labels, then ${few.y.length} with; tested on ${test.y.length}`);
  for (let seed = 1; seed <= seeds; seed++) {
    const optimizer = (learningRate: number): Adam => new Adam({ learningRate });
    // First: give back what was seen, without the noise.
    const first = network('first', body(), new Dense({ units: 64, activation: 'relu' }), new Dense({ units: pixels, activation: 'sigmoid' })); // prettier-ignore
    first.compile({ optimizer: optimizer(0.003), loss: 'meanSquaredError', seed, backend });
    await first.fit(train.x, train.x, { epochs: 40, verbose: 0 });
    const learned = Object.entries(await first.getWeights()).filter(([path]) => path.startsWith('first/body/'));
    await first.dispose();

    for (const name of Object.keys(accuracies)) {
      const fresh = body();
      // What is frozen is read by compile: it comes after.
      fresh.trainable = name !== 'frozen body';
      const second = network('second', fresh, new Dense({ units: 10, activation: 'softmax', name: 'head' }));
      second.compile({
        optimizer: optimizer(name === 'frozen body' ? 0.02 : 0.003),
        loss: 'sparseCategoricalCrossentropy',
        metrics: ['accuracy'],
        seed,
        backend,
      });
      second.buildFor([pixels]);
      if (name !== 'from nothing')
        await second.setWeights(Object.fromEntries(learned.map(([path, value]) => [path.replace('first', 'second'), value]))); // prettier-ignore
      if (seed === 1 && name === 'frozen body') output.print(second.summary({ width: 80 }));
      await second.fit(few.x, few.y, { epochs, batchSize: 10, verbose: 0 });
      accuracies[name]!.push((await second.evaluate(test.x, test.y))['accuracy']!);
      await second.dispose();
    }
  }
  output.print(
    `\nTest accuracy after training on the ${few.y.length}, mean ± standard deviation of seeds 1 to ${seeds}`,
  );
  for (const [name, of] of Object.entries(accuracies)) output.print(`${name.padEnd(16)} ${percent(spreadOf(of))}`);
  return accuracies;
}

await runAsProgram(import.meta.url, () => transferLearning(readOptions({ backend: 'NAME', seeds: 'N', epochs: 'N' })));
