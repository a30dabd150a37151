/** A stateful LSTM learns to write, character by character; what it reads far back is what a table of pairs cannot know. */
import { readFileSync } from 'node:fs';
import { Adam, Dense, Dropout, Embedding, findBackend, LSTM, sequential, type Sequential } from '@bernoulli/api';
import { key, uniform } from '@bernoulli/api/random';
import { outputTo, type Output } from './run/output.ts';
import { readOptions, runAsProgram } from './run/program.ts';

/** Rows that are read side by side, and how many characters of each in a step of training. */
const [streams, window] = [32, 40];
const units = 128;

export interface LstmTextOptions {
  readonly output?: Output;
  readonly backend?: string | undefined;
  readonly epochs?: number | undefined;
}

/** Bits that a character of the text that was kept back takes. */
export interface Bits {
  readonly characters: number;
  readonly pairs: number;
  readonly memoryCut: number;
  readonly lstm: number;
}

/** A model of the text, bits by the way of guessing, and what it wrote. */
export async function lstmText(options: LstmTextOptions = {}): Promise<{ bits: Bits; written: string }> {
  const { output = outputTo(), backend = 'cpu', epochs = 20 } = options;
  const text = readFileSync(new URL('data/prose.txt', import.meta.url), 'utf8');
  const alphabet = [...new Set(text)].sort();
  const ids = Int32Array.from(text, (character) => alphabet.indexOf(character));
  const cut = Math.floor(0.9 * ids.length);
  const [train, test] = [ids.slice(0, cut), ids.slice(cut)];
  output.print(`${train.length} characters to learn from, ${test.length} kept back; ${alphabet.length} different ones`);

  const model = sequential(
    [
      new Embedding({ inputDim: alphabet.length, outputDim: 32 }),
      new LSTM({ units, returnSequences: true, stateful: true }),
      new Dropout({ rate: 0.1 }),
      new Dense({ units: alphabet.length, activation: 'softmax' }),
    ],
    { name: 'writer' },
  );
  model.compile({
    optimizer: new Adam({ learningRate: 0.006 }),
    loss: 'sparseCategoricalCrossentropy',
    seed: 1,
    backend: await findBackend(backend),
  });
  // Any number of characters at a time: many to train on, one to write.
  model.buildFor({ dtype: 'i32', shape: [null] });

  const { x, y } = inStreams(train, streams, window);
  const history = await model.fit(x, y, {
    epochs,
    batchSize: streams,
    shuffle: false,
    callbacks: [
      {
        onEpochBegin: (epoch) => {
          output.progress('LSTM, epochs', epoch, epochs);
          model.resetStates();
        },
      },
    ],
    verbose: 0,
  });
  output.print(`Bits per character in training, by epoch: ${history.history['loss']!.map(inBits).join(' ')}`);

  const bits = { ...(await measured(model, test)), ...counted(train, test, alphabet.length) };
  output.print(`\nBits per character of what was kept back:`);
  output.print(`  how often each character comes     ${bits.characters.toFixed(2)}`);
  output.print(`  and after which                    ${bits.pairs.toFixed(2)}`);
  output.print(`  LSTM, its memory cut every time    ${bits.memoryCut.toFixed(2)}`);
  output.print(`  LSTM                               ${bits.lstm.toFixed(2)}`);
  const written = await write(model, alphabet, 'The ', 300);
  output.print(`\n${written}`);
  await model.dispose();
  return { bits, written };
}

/** Text as so many streams, each a piece of it, in windows that follow one another from batch to batch; and the character after each. */
function inStreams(ids: Int32Array, rows: number, steps: number) {
  const windows = Math.floor((ids.length - 1) / (rows * steps));
  const shape = [windows * rows, steps];
  const from = (shift: number) => ({
    shape,
    data: Int32Array.from({ length: windows * rows * steps }, (_, i) => {
      const [at, row, step] = [Math.floor(i / (rows * steps)), Math.floor(i / steps) % rows, i % steps];
      return ids[(row * windows + at) * steps + step + shift]!;
    }),
  });
  return { x: from(0), y: from(1) };
}

/** What the model needs for a text that it reads as one stream, and where it sees each character by itself. */
async function measured(model: Sequential, test: Int32Array): Promise<Pick<Bits, 'lstm' | 'memoryCut'>> {
  const bitsOf = async (rows: number, steps: number): Promise<number> => {
    const { x, y } = inStreams(test, rows, steps);
    model.resetStates();
    return (await model.evaluate(x, y, { batchSize: rows }))['loss']! / Math.LN2;
  };
  return { lstm: await bitsOf(1, 100), memoryCut: await bitsOf(test.length - 1, 1) };
}

/** What tables of characters, and of pairs of them, need. */
function counted(train: Int32Array, test: Int32Array, size: number): Pick<Bits, 'characters' | 'pairs'> {
  const single = new Float64Array(size).fill(1);
  const pairs = new Float64Array(size * size);
  train.forEach((id, i) => {
    single[id]!++;
    if (i > 0) pairs[train[i - 1]! * size + id]!++;
  });
  const share = (id: number): number => single[id]! / (train.length + size);
  // What was seldom seen leans on how often the second comes at all.
  const after = (before: number, id: number): number =>
    (pairs[before * size + id]! + 5 * share(id)) / (single[before]! - 1 + 5);
  const mean = (probability: (i: number) => number): number =>
    Array.from({ length: test.length - 1 }, (_, i) => -Math.log2(probability(i))).reduce((sum, n) => sum + n, 0) /
    (test.length - 1);
  return { characters: mean((i) => share(test[i + 1]!)), pairs: mean((i) => after(test[i]!, test[i + 1]!)) };
}

/** Goes on from a beginning, one character at a time; what is likely is drawn a little more often than it is likely. */
async function write(model: Sequential, alphabet: readonly string[], start: string, length: number): Promise<string> {
  const draws = uniform(key(7), [length]);
  model.resetStates();
  let text = start;
  let next = await model.predict({
    shape: [1, start.length],
    data: Int32Array.from(start, (c) => alphabet.indexOf(c)),
  });
  for (let i = 0; i < length; i++) {
    const weights = Array.from(next.data.slice(-alphabet.length), (p) => p ** 1.6);
    let left = draws[i]! * weights.reduce((sum, weight) => sum + weight, 0);
    const id = weights.findIndex((weight) => (left -= weight) < 0);
    text += alphabet[id]!;
    next = await model.predict({ shape: [1, 1], data: Int32Array.of(id) });
  }
  return text;
}

function inBits(loss: number): string {
  return (loss / Math.LN2).toFixed(2);
}

await runAsProgram(import.meta.url, () => lstmText(readOptions({ backend: 'NAME', epochs: 'N' })));
