/** Every example runs, with settings so small that it takes a moment, and does what its first line says. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, it, vi } from 'vitest';
import { autoencoder } from '../src/autoencoder.ts';
import { fromScratch } from '../src/backend-from-scratch.ts';
import { calibration } from '../src/calibration.ts';
import { chooseRate } from '../src/choose-rate.ts';
import { cnn } from '../src/cnn.ts';
import { conformal } from '../src/conformal.ts';
import { digits } from '../src/digits.ts';
import { earlyLate } from '../src/early-late.ts';
import { earlyStopping } from '../src/early-stopping.ts';
import { firstSymbol } from '../src/first-symbol.ts';
import { lstmText } from '../src/lstm-text.ts';
import { main } from '../src/main.ts';
import { mnist } from '../src/mnist.ts';
import { prune } from '../src/prune.ts';
import { regularizers } from '../src/regularizers.ts';
import { outputTo, type Output } from '../src/run/output.ts';
import { strangeDigits } from '../src/strange-digits.ts';
import { temperature } from '../src/temperature.ts';
import { transferLearning } from '../src/transfer-learning.ts';
import { transformerAddition } from '../src/transformer-addition.ts';
import { thinnedNetworks } from '../src/thinned-networks.ts';
import { uncertainty } from '../src/uncertainty.ts';
import { whenDropoutHelps } from '../src/when-dropout-helps.ts';
import { idxFile } from './idx-file.ts';

const room = mkdtempSync(join(tmpdir(), 'bernoulli-examples-'));
afterAll(() => rmSync(room, { recursive: true }));
afterEach(() => vi.restoreAllMocks());

/** A place of its own for an example's lines and files. */
function place(name: string): { output: Output; lines: string[]; files: () => string[]; directory: string } {
  const lines: string[] = [];
  const directory = join(room, name);
  return {
    output: outputTo(directory, (line) => lines.push(line), { say: () => {}, clear: () => {} }),
    lines,
    files: () => readdirSync(directory).sort(),
    directory,
  };
}

/** A script has no function to call: it runs when it is imported. */
async function linesOf(script: () => Promise<unknown>): Promise<string[]> {
  const log = vi.spyOn(console, 'log').mockImplementation(() => {});
  await script();
  return log.mock.calls.map(([line]) => String(line));
}

it.each(['cpu', 'tfjs', 'onnx'])('main on %s trains, exports, compares, and finds the same masks', async (backend) => {
  const { output, lines, files, directory } = place(`main-${backend}`);
  const { accuracy, difference, sameMasks } = await main({ output, backend, epochs: 3, verbose: 0 });
  expect(accuracy).toBeGreaterThan(0.7);
  expect(difference).toBeLessThanOrEqual(1e-5);
  expect(sameMasks).toBe(true);
  expect(files()).toEqual(['accuracy.svg', 'loss.svg', 'masks.svg', 'simplenet.onnx']);
  for (const file of files()) expect(lines).toContain(`Wrote ${join(directory, file)}`);
  expect(lines.filter((line) => /^ {2}(cpu|tfjs|onnx) +[0-9a-f]{12}$/.test(line))).toHaveLength(3);
});

it('backend-from-scratch holds every level, in 400 lines', async () => {
  const { output, lines } = place('backend-from-scratch');
  const { score, held, fails, loss } = await fromScratch({ output });
  expect(fails).toEqual([]);
  expect(score).toBe('100.0 %');
  expect(held).toEqual(['core', 'training', 'random', 'layers']);
  expect(loss.at(-1)!).toBeLessThan(0.75 * loss[0]!);
  expect(lines.at(0)).toMatch(/^from-scratch: 100\.0 % of \d+ cases; levels held: core, training, random, layers$/);
  const folder = new URL('../src/backend-from-scratch/', import.meta.url);
  const written = readdirSync(folder).flatMap((file) => readFileSync(new URL(file, folder), 'utf8').split('\n'));
  expect(written.filter((line) => line.trim() !== '').length).toBeLessThanOrEqual(400);
}, 120_000);

it('digits prints each seed and the mean', async () => {
  const { output, lines } = place('digits');
  const accuracies = await digits({ output, backend: 'cpu', seeds: 2, epochs: 3 });
  expect(accuracies).toHaveLength(2);
  expect(Math.min(...accuracies)).toBeGreaterThan(0.7);
  expect(lines.at(-1)).toMatch(/^mean of 2: \d\d\.\d\d %/);
});

it('cnn learns the digits, and prints each seed and the mean', async () => {
  const { output, lines } = place('cnn');
  const [accuracy] = await cnn({ output, backend: 'cpu', seeds: 1, epochs: 4, verbose: 0 });
  expect(accuracy).toBeGreaterThan(0.85);
  expect(lines[0]).toBe('ConvNet on 1437 digits, tested on 360; epochs 4, batch 32, backend cpu');
});

it('first-symbol is learned by an LSTM, and not from counts', async () => {
  const { output, lines } = place('first-symbol');
  const accuracies = await firstSymbol({ output, backend: 'cpu' });
  expect(accuracies['LSTM']).toBeGreaterThan(0.95);
  expect(accuracies['counts of symbols']).toBeLessThan(0.6);
  expect(lines[0]).toBe('The first of 10 symbols out of 4; guessing is right for 25 %');
});

it('lstm-text needs fewer bits than pairs of characters, and more where its memory is cut', async () => {
  const { output, lines } = place('lstm-text');
  const { bits, written } = await lstmText({ output, backend: 'cpu', epochs: 5 });
  expect(bits.pairs).toBeLessThan(bits.characters);
  expect(bits.lstm).toBeLessThan(bits.pairs - 0.3);
  expect(bits.memoryCut).toBeGreaterThan(bits.lstm + 0.5);
  expect(written).toMatch(/^The [^]{300}$/);
  expect(lines[0]).toBe('64194 characters to learn from, 7133 kept back; 74 different ones');
}, 120_000);

it('prune does without most connections', async () => {
  const { output, lines } = place('prune');
  const { dense, sparse, share } = await prune({ output, backend: 'cpu', epochs: 20, verbose: 0 });
  expect(dense).toBeGreaterThan(0.9);
  expect(sparse).toBeGreaterThan(0.8);
  expect(share).toBeGreaterThan(0.5);
  expect(lines.filter((line) => /layer \d: \d+ of \d+ connections are left$/.test(line))).toHaveLength(3);
});

it('autoencoder takes noise out of digits', async () => {
  const { output, lines } = place('autoencoder');
  const { noisy, meanDigit, cleaned } = await autoencoder({ output, backend: 'cpu', epochs: 20 });
  expect(cleaned).toBeLessThan(0.5 * Math.min(noisy, meanDigit));
  expect(lines.join('\n')).toContain('Mean squared error of 360 digits, noise of deviation 0.3, through 12 numbers');
});

it('transfer-learning freezes a body and replaces its head', async () => {
  const { output, lines } = place('transfer-learning');
  const accuracies = await transferLearning({ output, backend: 'cpu', seeds: 1, epochs: 100 });
  // By chance: 10 %.
  for (const [name, [accuracy]] of Object.entries(accuracies)) expect(accuracy, name).toBeGreaterThan(0.6);
  expect(lines.join('\n')).toMatch(/body\/dense1 .* no\n[^]*head .* yes\n/);
});

it('transformer-addition asks three networks for sums that they were not told', async () => {
  const { output, lines } = place('transformer-addition');
  const right = await transformerAddition({ output, backend: 'cpu', epochs: 1 });
  expect(Object.keys(right)).toEqual(['without attention', 'without positions', 'transformer']);
  for (const share of Object.values(right)) expect(share >= 0 && share <= 1).toBe(true);
  expect(lines[0]).toBe('a + b for a, b < 100: 8000 sums to learn from, 2000 others to be asked');
});

it('mnist reads IDX files from a directory', async () => {
  const data = mkdtempSync(join(room, 'mnist-'));
  const images = (n: number): Uint8Array => idxFile([n, 28, 28], (i) => (i * 37) % 256);
  const labels = (n: number): Uint8Array => idxFile([n], (i) => i % 10);
  const files = { 'train-images-idx3': images(40), 'train-labels-idx1': labels(40), 't10k-images-idx3': images(20), 't10k-labels-idx1': labels(20) }; // prettier-ignore
  for (const [name, bytes] of Object.entries(files)) writeFileSync(join(data, `${name}-ubyte`), bytes);
  const { output, lines } = place('mnist');
  expect(await mnist({ output, data, backend: 'cpu', seeds: 1, epochs: 1, verbose: 0 })).toHaveLength(1);
  expect(lines[0]).toBe('SimpleNet on 40 digits, tested on 20; epochs 1, batch 32, backend cpu');
});

it('choose-rate finds the better of two rates, and says what cannot be told apart', async () => {
  const { output, lines, files } = place('choose-rate');
  // At rate 0.95 nothing can be learned in a few epochs.
  const { leader, alike, results } = await chooseRate({ output, folds: 3, epochs: 6, rates: [0, 0.1, 0.95] });
  expect([leader === 0 || leader === 0.1, alike.includes(0.95)]).toEqual([true, false]);
  expect(results.at(-1)!.behind.low).toBeGreaterThan(0);
  expect(lines.join('\n')).toMatch(/\nBest: 0(\.1)?\. Cannot be told from it.*\nAnswer: /);
  expect(files()).toEqual(['choose-rate.svg']);
});

it('regularizers sets every way beside nothing, on three problems', async () => {
  const { output, lines, files, directory } = place('regularizers');
  const results = await regularizers({ output, seeds: 1, epochs: 1 });
  expect(new Set(results.map(({ problem }) => problem)).size).toBe(3);
  expect(new Set(results.map(({ way }) => way)).size).toBe(16);
  expect(results).toHaveLength(48);
  for (const { scores } of results) expect(scores.length === 1 && scores.every((score) => score <= 1)).toBe(true);
  // Same seed, same network, same data: nothing stops in one epoch, and both average too little.
  const of = (way: string) => results.filter((one) => one.way === way).map(({ scores }) => scores);
  expect(of('early stopping')).toEqual(of('nothing'));
  expect(of('dropout 0.5')).not.toEqual(of('nothing'));
  expect(lines.at(-2)).toMatch(/^Helped on all 3: /);
  expect(files()).toEqual(['regularizers.svg']);
  expect(readFileSync(join(directory, 'regularizers.svg'), 'utf8').match(/<circle /g)).toHaveLength(45);
}, 120_000);

it('early-stopping and when-dropout-helps compare what they say', async () => {
  const { output, lines, files, directory } = place('studies');
  const stopped = await earlyStopping({ output, seeds: 1, epochs: 2 });
  // Same seed, same network, same data: the first two are one run while nothing stops.
  expect(stopped[1]!.curves).toEqual(stopped[0]!.curves);
  const { plain, hard } = await whenDropoutHelps({ output, seeds: 2, epochs: 1 });
  for (const { train, test, curves } of [...stopped, ...plain, ...hard])
    for (const accuracy of [...train, ...test, ...curves.flat()]) expect(accuracy >= 0 && accuracy <= 1).toBe(true);
  expect(lines.filter((line) => line.startsWith('\nHere dropout '))).toHaveLength(2);
  expect(files()).toEqual(['early-stopping.svg', 'when-dropout-helps-not.svg', 'when-dropout-helps.svg']);
  for (const file of files()) expect(readFileSync(join(directory, file), 'utf8')).toMatch(/^<svg [\s\S]*<\/svg>\s*$/);
});

it('early-late says for both directions whether they show', async () => {
  const { output, lines, files } = place('early-late');
  const { early, late } = await earlyLate({ output, seeds: 2, epochs: 2 });
  expect([early.length, late.length]).toEqual([2, 2]);
  expect(lines.filter((line) => /^(Early|Late) dropout .*: the .*published direction /.test(line))).toHaveLength(2);
  expect(files()).toEqual(['early-late.svg']);
});

it('conformal covers as often as wanted, within what a few hundred rows allow', async () => {
  const { output, files } = place('conformal');
  const { LAC, APS } = await conformal({ output, seeds: 2, epochs: 6 });
  // α = 0.1, 300 rows to calibrate by and 360 to judge: a standard deviation of 2.3 points for one seed.
  for (const { coverage } of [LAC[2]!, APS[2]!])
    for (const share of coverage) expect(Math.abs(share - 0.9)).toBeLessThan(0.09);
  // Whoever wants more gets larger sets.
  for (const way of [LAC, APS]) expect(way[0]!.size[0]).toBeGreaterThan(way[4]!.size[0]!);
  expect(files()).toEqual(['conformal.svg']);
});

it('thinned-networks counts all of them: weight scaling is their geometric mean, and samples go to their mean', async () => {
  const { output, lines, files } = place('thinned-networks');
  const { total, geometric, scaling, samples } = await thinnedNetworks({ output, epochs: 4, units: 5 });
  expect(total).toBeCloseTo(1, 6);
  expect(geometric).toBeLessThan(1e-6);
  expect(scaling).toBeGreaterThan(1e-3);
  // 500 samples against one: 22 times nearer, give or take.
  expect(samples[0]! / samples.at(-1)!).toBeGreaterThan(8);
  expect(lines[0]).toMatch(/^5 hidden units, dropout 0\.5: 32 thinned networks/);
  expect(files()).toEqual(['thinned-networks.svg']);
});

it('uncertainty is larger where nothing was observed, in each of three ways', async () => {
  const { output, files } = place('uncertainty');
  const ways = await uncertainty({ output, epochs: 150, samples: 50, members: 3 });
  expect(ways).toHaveLength(3);
  for (const { near, far } of ways) expect(far).toBeGreaterThan(1.5 * near);
  expect(files()).toEqual(['uncertainty-ensemble.svg', 'uncertainty-laplace.svg', 'uncertainty.svg']);
});

it('calibration judges four methods on a set in the form of UCI', async () => {
  const { output, lines, files } = place('calibration');
  const data = mkdtempSync(join(room, 'uci-'));
  mkdirSync(join(data, 'line'));
  const write = (name: string, rows: readonly (number | string)[]): void =>
    writeFileSync(join(data, 'line', name), rows.join('\n'));
  write(
    'data.txt',
    Array.from({ length: 80 }, (_, i) => `${i / 8} ${7 + i / 4 + Math.sin(37 * i)}`),
  );
  write('index_features.txt', [0]);
  write('index_target.txt', [1]);
  for (const split of [0, 1]) {
    write(
      `index_train_${split}.txt`,
      Array.from({ length: 60 }, (_, i) => (i + 40 * split) % 80),
    );
    write(
      `index_test_${split}.txt`,
      Array.from({ length: 20 }, (_, i) => (60 + i + 40 * split) % 80),
    );
  }
  const { line } = await calibration({ output, data, splits: 2, epochs: 30, sets: ['line'] });
  for (const judged of Object.values(line!))
    for (const { coverage, width } of judged)
      expect(coverage >= 0.3 && coverage <= 1 && width > 0 && width < 40).toBe(true);
  expect(Object.values(line!).map(([first]) => Number.isNaN(first!.nll))).toEqual([false, false, false, true]);
  expect(lines.filter((text) => text.startsWith('line '))).toHaveLength(4);
  expect(files()).toEqual(['calibration.svg']);
  await expect(calibration({ output })).rejects.toThrow(/needs the folder with the sets.*--data DIR/);
  await expect(calibration({ output, data: room, sets: ['line'] })).rejects.toThrow(
    /cannot be read.*Hand in the folder/,
  );
  write('index_test_0.txt', [80]);
  await expect(calibration({ output, data, sets: ['line'] })).rejects.toThrow(/whole numbers below 80\. Received 80/);
});

it('temperature mends a network that is too sure, and changes no decision', async () => {
  const { output, files } = place('temperature');
  const { temperature: found, before, after } = await temperature({ output, epochs: 60 });
  expect(found).toBeGreaterThan(1);
  expect(after.likelihood).toBeLessThan(before.likelihood);
  expect(after.accuracy).toBeCloseTo(before.accuracy, 12);
  expect(files()).toEqual(['temperature.svg']);
});

it('strange-digits are told from those that were learned, better than by guessing, by every score', async () => {
  const { output, lines, files } = place('strange-digits');
  const found = await strangeDigits({ output, seeds: 2, epochs: 12 });
  for (const detections of Object.values(found))
    for (const { auroc } of detections) expect(auroc).toBeGreaterThan(0.75);
  expect(lines).toHaveLength(9);
  expect(files()).toEqual(['strange-digits.svg']);
});

it('xor learns XOR', async () => {
  const lines = await linesOf(() => import('../src/xor.ts'));
  const rounded = lines.map((line) => line.replace(/[\d.]+$/, (p) => Number(p).toFixed(0)));
  expect(rounded).toEqual(['0 xor 0 = 0', '0 xor 1 = 1', '1 xor 0 = 1', '1 xor 1 = 0']);
});

it('choose-backend predicts the same three times', async () => {
  const [, ...lines] = await linesOf(() => import('../src/choose-backend.ts'));
  expect(lines.map((line) => line.trim().split(/ +/)[0])).toEqual(['cpu', expect.any(String), 'tfjs']);
  const [first, ...others] = lines.map((line) => Number(line.trim().split(/ +/)[1]));
  for (const other of others) expect(other).toBeCloseTo(first!, 5);
});
