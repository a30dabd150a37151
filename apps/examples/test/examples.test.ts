/** Every example runs, with settings so small that it takes a moment, and does what its first line says. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, it, vi } from 'vitest';
import { chooseRate } from '../src/choose-rate.ts';
import { cnn } from '../src/cnn.ts';
import { digits } from '../src/digits.ts';
import { earlyStopping } from '../src/early-stopping.ts';
import { firstSymbol } from '../src/first-symbol.ts';
import { main } from '../src/main.ts';
import { mnist } from '../src/mnist.ts';
import { regularizers } from '../src/regularizers.ts';
import { outputTo, type Output } from '../src/run/output.ts';
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
    output: outputTo(directory, (line) => lines.push(line)),
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
  // At rate 0.95 nothing can be learned in a few epochs; twice the same rate cannot be told apart.
  const { best, alike } = await chooseRate({ output, seeds: 2, epochs: 4, rates: [0.1, 0.1, 0.95] });
  expect(best).toBe(0.1);
  expect(alike).toEqual([0.1]);
  expect(lines.join('\n')).toMatch(/Best: 0\.1\..*\nThe difference is within the spread between seeds for 0\.1:/);
  expect(files()).toEqual(['choose-rate.svg']);
});

it('regularizers, early-stopping and when-dropout-helps compare what they say', async () => {
  const { output, lines, files, directory } = place('studies');
  const regularized = await regularizers({ output, seeds: 1, epochs: 2 });
  expect(regularized.map(({ name }) => name)).toEqual(['none', 'L1 0.001', 'L2 0.01', 'dropout 0.5', 'dropout 0.5, max-norm 2']); // prettier-ignore
  const stopped = await earlyStopping({ output, seeds: 1, epochs: 2 });
  // Same seed, same network, same data: the first two are one run while nothing stops.
  expect(stopped[1]!.curves).toEqual(stopped[0]!.curves);
  const { plain, hard } = await whenDropoutHelps({ output, seeds: 2, epochs: 1 });
  for (const { train, test, curves } of [...regularized, ...stopped, ...plain, ...hard])
    for (const accuracy of [...train, ...test, ...curves.flat()]) expect(accuracy >= 0 && accuracy <= 1).toBe(true);
  expect(lines.filter((line) => line.startsWith('\nHere dropout '))).toHaveLength(2);
  expect(files()).toEqual(['early-stopping.svg', 'regularizers.svg', 'when-dropout-helps-not.svg', 'when-dropout-helps.svg']); // prettier-ignore
  for (const file of files()) expect(readFileSync(join(directory, file), 'utf8')).toMatch(/^<svg [\s\S]*<\/svg>\s*$/);
});

it('uncertainty is larger where nothing was observed', async () => {
  const { output, files } = place('uncertainty');
  const { near, far } = await uncertainty({ output, epochs: 150, samples: 50 });
  expect(far).toBeGreaterThan(1.5 * near);
  expect(files()).toEqual(['uncertainty.svg']);
});

it('xor learns XOR', async () => {
  const lines = await linesOf(() => import('../src/xor.ts'));
  const rounded = lines.map((line) => line.replace(/[\d.]+$/, (p) => Number(p).toFixed(0)));
  expect(rounded).toEqual(['0 xor 0 = 0', '0 xor 1 = 1', '1 xor 0 = 1', '1 xor 1 = 0']);
});

it('choose-backend predicts the same three times', async () => {
  const lines = await linesOf(() => import('../src/choose-backend.ts'));
  expect(lines.map((line) => line.split(/ +/)[0])).toEqual(['cpu', expect.any(String), 'tfjs']);
  const [first, ...others] = lines.map((line) => Number(line.split(/ +/)[1]));
  for (const other of others) expect(other).toBeCloseTo(first!, 5);
});
