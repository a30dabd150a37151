/** How training is shown: a bar that fills on a terminal, one line per epoch elsewhere. */
import type { Logs } from '../metrics/logs.ts';
import type { Callback, TrainContext } from './callback.ts';

/** `'auto'`: a bar on a terminal, a line per epoch elsewhere. 0: nothing. 1: the bar. 2: the lines. */
export type Verbosity = 'auto' | 0 | 1 | 2;

/** Where the text goes. */
export interface Screen {
  readonly isTTY: boolean;
  write(text: string): void;
}

const barWidth = 24;
/** Milliseconds between two drawings of the bar. */
const interval = 80;

/**
 * Shows training: a bar that fills on a terminal, one line for each epoch elsewhere. `fit` makes one by itself; its option `verbose` says
 * what of.
 *
 * @example
 * ```ts
 * import { Dense, ProgressBar, sequential } from '@bernoulli/api';
 * import { cpu } from '@bernoulli/backend-cpu';
 * const lines: string[] = [];
 * const screen = { isTTY: false, write: (text: string) => void lines.push(text) };
 * const model = sequential([new Dense({ units: 1 })]);
 * model.compile({ optimizer: 'sgd', loss: 'meanSquaredError', seed: 1, backend: cpu() });
 * await model.fit([[0], [1]], [[0], [1]], { epochs: 2, verbose: 0, callbacks: [new ProgressBar(2, screen)] });
 * lines.length; // => 2
 * ```
 */
export class ProgressBar implements Callback {
  readonly #mode: 'none' | 'bar' | 'lines';
  readonly #screen: Screen;
  #epochStart = 0;
  #lastDrawn = 0;
  /** There only where there is a bar to draw. */
  readonly onBatchEnd?: NonNullable<Callback['onBatchEnd']>;

  constructor(verbose: Verbosity = 'auto', screen: Screen = standardOutput()) {
    this.#screen = screen;
    this.#mode = verbose === 0 ? 'none' : verbose === 1 || (verbose === 'auto' && screen.isTTY) ? 'bar' : 'lines';
    if (this.#mode === 'bar') this.onBatchEnd = (...batch) => this.#draw(...batch);
  }

  onEpochBegin(): void {
    this.#epochStart = performance.now();
    this.#lastDrawn = 0;
  }

  #draw(batch: number, logs: () => Logs, { batches }: TrainContext): void {
    const now = performance.now();
    if (now - this.#lastDrawn < interval) return;
    this.#lastDrawn = now;
    const done = batch + 1;
    const count = batches === undefined ? `${done}` : `${done}/${batches} ${bar(done / batches)}`;
    this.#screen.write(`\r\x1b[K${count}  ${figures(logs())}`);
  }

  onEpochEnd(epoch: number, logs: Logs, { epochs }: TrainContext): void {
    if (this.#mode === 'none') return;
    const seconds = (performance.now() - this.#epochStart) / 1000;
    const line = `Epoch ${String(epoch + 1).padStart(String(epochs).length)}/${epochs}  ${seconds.toFixed(1)} s  ${figures(logs)}\n`;
    this.#screen.write(this.#mode === 'bar' ? `\r\x1b[K${line}` : line);
  }
}

function bar(fraction: number): string {
  const full = Math.round(Math.min(1, fraction) * barWidth);
  return '█'.repeat(full) + '░'.repeat(barWidth - full);
}

function figures(logs: Logs): string {
  return Object.entries(logs)
    .map(
      ([name, value]) =>
        `${name} ${Math.abs(value) >= 1e-3 || value === 0 ? value.toFixed(4) : value.toExponential(2)}`,
    )
    .join('  ');
}

/** Node's standard output, or the console where there is none. */
function standardOutput(): Screen {
  const { process } = globalThis as { process?: { stdout?: { isTTY?: boolean; write(text: string): unknown } } };
  const stdout = process?.stdout;
  if (stdout === undefined) return { isTTY: false, write: (text) => console.log(text.trimEnd()) };
  return { isTTY: stdout.isTTY === true, write: (text) => void stdout.write(text) };
}
