/** A small transformer learns to add numbers of two digits; without attention, or without positions, it cannot. */
import {
  Adam,
  Add,
  Dense,
  Embedding,
  findBackend,
  input,
  LayerNormalization,
  model,
  MultiHeadAttention,
  PositionEmbedding,
  type Functional,
  type Tensor,
} from '@bernoulli/api';
import { key, permutation } from '@bernoulli/api/random';
import { outputTo, type Output } from './run/output.ts';
import { readOptions, runAsProgram } from './run/program.ts';

const [width, heads, blocks] = [48, 4, 2];
/** Two numbers of two digits, and a question mark for each digit of the sum. */
const steps = 7;
const answer = 3;
const question = 10;

export interface TransformerAdditionOptions {
  readonly output?: Output;
  readonly backend?: string | undefined;
  readonly epochs?: number | undefined;
}

interface Parts {
  readonly attention: boolean;
  readonly positions: boolean;
}

function transformer({ attention, positions }: Parts): Functional<Tensor> {
  const symbols = input({ shape: [steps], dtype: 'i32' });
  const add = (a: Tensor, b: Tensor): Tensor => new Add().apply(a, b);
  let x = new Embedding({ inputDim: 11, outputDim: width }).apply(symbols);
  if (positions) x = add(x, new PositionEmbedding({ sequenceLength: steps }).apply(x));
  for (let i = 0; i < blocks; i++) {
    if (attention) {
      const looked = new MultiHeadAttention({ numHeads: heads, keyDim: width / heads });
      x = add(x, looked.apply(new LayerNormalization().apply(x)) as Tensor);
    }
    const wide = new Dense({ units: 2 * width, activation: 'gelu' }).apply(new LayerNormalization().apply(x));
    x = add(x, new Dense({ units: width }).apply(wide));
  }
  const digits = new Dense({ units: 10, activation: 'softmax' }).apply(new LayerNormalization().apply(x));
  // The last three places are the answer.
  return model(symbols, digits.slice([0, steps - answer, 0], [digits.shape[0]!, answer, 10]), { name: 'transformer' });
}

/** All sums of two numbers below 100, in an order that was drawn. */
function sums(): { x: Int32Array; y: Int32Array; count: number } {
  const order = permutation(key(1), 10_000);
  const digits = (n: number, length: number): number[] =>
    Array.from({ length }, (_, i) => Math.floor(n / 10 ** (length - 1 - i)) % 10);
  const rows = Array.from(order, (n) => [Math.floor(n / 100), n % 100] as const);
  return {
    x: Int32Array.from(rows.flatMap(([a, b]) => [...digits(a, 2), ...digits(b, 2), question, question, question])),
    y: Int32Array.from(rows.flatMap(([a, b]) => digits(a + b, answer))),
    count: rows.length,
  };
}

const networks: Readonly<Record<string, Parts>> = {
  'without attention': { attention: false, positions: true },
  'without positions': { attention: true, positions: false },
  transformer: { attention: true, positions: true },
};

/** The share of sums that are right in all three digits, of those that were not trained on, by network. */
export async function transformerAddition(options: TransformerAdditionOptions = {}): Promise<Record<string, number>> {
  const { output = outputTo(), backend = 'cpu', epochs = 16 } = options;
  const { x, y, count } = sums();
  const forTraining = 0.8 * count;
  const cut = (from: number, to: number) => ({
    x: { shape: [to - from, steps], data: x.slice(from * steps, to * steps) },
    y: { shape: [to - from, answer], data: y.slice(from * answer, to * answer) },
  });
  const [train, test] = [cut(0, forTraining), cut(forTraining, count)];
  output.print(`a + b for a, b < 100: ${forTraining} sums to learn from, ${count - forTraining} others to be asked`);
  const right: Record<string, number> = {};
  for (const [name, parts] of Object.entries(networks)) {
    const net = transformer(parts);
    net.compile({
      optimizer: new Adam({ learningRate: 0.003 }),
      loss: 'sparseCategoricalCrossentropy',
      seed: 1,
      backend: await findBackend(backend),
    });
    // What cannot learn it need not try as long.
    const tries = name === 'transformer' ? epochs : Math.ceil(epochs / 2);
    await net.fit(train.x, train.y, {
      epochs: tries,
      batchSize: 128,
      callbacks: [{ onEpochBegin: (epoch) => output.progress(`${name}, epochs`, epoch, tries) }],
      verbose: 0,
    });
    const { data } = await net.predict(test.x);
    right[name] = shareRight(data as Float32Array, test.y.data);
    output.print(`${name.padEnd(18)} ${(100 * right[name]).toFixed(1)} % right after ${tries} epochs`);
    await net.dispose();
  }
  return right;
}

function shareRight(probabilities: Float32Array, y: Int32Array): number {
  const guess = (i: number): number => {
    const of = probabilities.subarray(i * 10, i * 10 + 10);
    return of.indexOf(Math.max(...of));
  };
  const rows = y.length / answer;
  const good = Array.from({ length: rows }, (_, row) =>
    [0, 1, 2].every((i) => guess(row * answer + i) === y[row * answer + i]),
  );
  return good.filter(Boolean).length / rows;
}

await runAsProgram(import.meta.url, () => transformerAddition(readOptions({ backend: 'NAME', epochs: 'N' })));
