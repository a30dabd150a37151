/** An LSTM remembers the first of ten symbols; a network that sees how often each of them came cannot know it. */
import { Adam, Dense, findBackend, GlobalAveragePooling1D, LSTM, sequential, type Sequential } from '@bernoulli/api';
import { key, uniform } from '@bernoulli/api/random';
import { outputTo, type Output } from './run/output.ts';
import { readOptions, runAsProgram } from './run/program.ts';

const [symbols, steps] = [4, 10];

export interface FirstSymbolOptions {
  readonly output?: Output;
  readonly backend?: string | undefined;
  readonly epochs?: number | undefined;
}

/** Sequences of symbols, each as a 1 in its place, and the first symbol of each. */
function sequences(rows: number, seed: number): { x: number[][][]; y: Int32Array } {
  const drawn = Array.from(uniform(key(seed), [rows * steps]), (u) => Math.floor(u * symbols));
  const oneHot = (symbol: number): number[] => Array.from({ length: symbols }, (_, i) => (i === symbol ? 1 : 0));
  const row = (i: number): number[] => drawn.slice(i * steps, (i + 1) * steps);
  const all = Array.from({ length: rows }, (_, i) => row(i));
  return { x: all.map((line) => line.map(oneHot)), y: Int32Array.from(all, ([first]) => first!) };
}

const networks: Readonly<Record<string, () => Sequential>> = {
  'counts of symbols': () =>
    sequential([new GlobalAveragePooling1D(), new Dense({ units: 32, activation: 'relu' }), head()]),
  LSTM: () => sequential([new LSTM({ units: 16 }), head()]),
};

function head(): Dense {
  return new Dense({ units: symbols, activation: 'softmax' });
}

/** Test accuracies by network. */
export async function firstSymbol(options: FirstSymbolOptions = {}): Promise<Record<string, number>> {
  const { output = outputTo(), backend = 'cpu', epochs = 30 } = options;
  const [train, test] = [sequences(1000, 1), sequences(500, 2)];
  output.print(`The first of ${steps} symbols out of ${symbols}; guessing is right for ${100 / symbols} %`);
  const accuracies: Record<string, number> = {};
  for (const [name, make] of Object.entries(networks)) {
    const model = make();
    model.compile({
      optimizer: new Adam({ learningRate: 0.02 }),
      loss: 'sparseCategoricalCrossentropy',
      metrics: ['accuracy'],
      seed: 1,
      backend: await findBackend(backend),
    });
    await model.fit(train.x, train.y, { epochs, verbose: 0 });
    accuracies[name] = (await model.evaluate(test.x, test.y))['accuracy']!;
    output.print(`${name}: ${(100 * accuracies[name]).toFixed(1)} %`);
    await model.dispose();
  }
  return accuracies;
}

await runAsProgram(import.meta.url, () => firstSymbol(readOptions({ backend: 'NAME', epochs: 'N' })));
