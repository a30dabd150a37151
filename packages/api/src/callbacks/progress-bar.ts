/** How training is shown: a bar that fills on a terminal, one line per epoch elsewhere. */
import type { Logs } from '../metrics/logs.ts';
import type { Callback, TrainContext } from './callback.ts';
import { standardOutput, type Screen } from './screen.ts';

/** `'auto'` and 1: a bar on a terminal, a line per epoch elsewhere. 0: nothing. 2: the lines. */
export type Verbosity = 'auto' | 0 | 1 | 2;

/** Columns of a bar where there is room for all of it. */
const barWidth = 24;
/** Columns where a terminal does not say how many it has. */
const usualColumns = 80;
/** Milliseconds between two drawings of the bar. */
const interval = 80;

/**
 * Shows training: on a terminal a bar that fills, with the time that a step takes and that the epoch has left, always in one row;
 * elsewhere one line for each epoch, without escape codes. `fit` makes one by itself; its option `verbose` says what of.
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
  #epoch = 0;
  #epochStart = 0;
  #lastDrawn = 0;
  /** Steps of this epoch that were taken in this run. */
  #steps = 0;
  /** There only where there is a bar to draw. */
  readonly onBatchEnd?: NonNullable<Callback['onBatchEnd']>;

  constructor(verbose: Verbosity = 'auto', screen: Screen = standardOutput()) {
    this.#screen = screen;
    this.#mode = verbose === 0 ? 'none' : verbose !== 2 && screen.isTTY ? 'bar' : 'lines';
    if (this.#mode === 'bar') this.onBatchEnd = (...batch) => this.#draw(...batch);
  }

  onEpochBegin(epoch: number): void {
    this.#epoch = epoch;
    this.#epochStart = performance.now();
    this.#lastDrawn = 0;
    this.#steps = 0;
  }

  #draw(batch: number, logs: () => Logs, { batches, epochs }: TrainContext): void {
    this.#steps++;
    const now = performance.now();
    if (now - this.#lastDrawn < interval) return;
    this.#lastDrawn = now;
    const done = batch + 1;
    const perStep = (now - this.#epochStart) / this.#steps;
    const left = batches === undefined ? undefined : Math.max(0, batches - done) * perStep;
    const [loss = '', ...others] = figures(logs());
    // A row that is filled to its end, some terminals break.
    const room = (this.#screen.columns || usualColumns) - 1;
    this.#screen.write(
      `\r\x1b[K${fitted(room, [
        { text: epochOf(this.#epoch, epochs), rank: 1 },
        { text: batches === undefined ? `${done}` : `${done}/${batches}`, rank: 0 },
        ...(batches === undefined ? [] : [{ text: bar(done / batches), rank: 5 }]),
        { text: `${short(perStep)} ms/step`, rank: 4 },
        ...(left === undefined ? [] : [{ text: `ETA ${duration(left)}`, rank: 2 }]),
        { text: loss, rank: 3 },
        ...others.map((text, i) => ({ text, rank: 6 + i })),
      ])}`,
    );
  }

  onEpochEnd(epoch: number, logs: Logs, { epochs }: TrainContext): void {
    if (this.#mode === 'none') return;
    const seconds = (performance.now() - this.#epochStart) / 1000;
    const line = `${[epochOf(epoch, epochs), `${seconds.toFixed(1)} s`, ...figures(logs)].join('  ')}\n`;
    this.#screen.write(this.#mode === 'bar' ? `\r\x1b[K${line}` : line);
  }
}

/** A part of the row. Where the row is too short for all, those of the lowest ranks are shown. */
interface Part {
  readonly text: string;
  readonly rank: number;
}

/** The parts in their order, as many as there is room for. */
function fitted(room: number, parts: readonly Part[]): string {
  const shown = new Set<Part>();
  let used = -2;
  for (const part of parts.toSorted((a, b) => a.rank - b.rank)) {
    const needed = width(part.text) + 2;
    if (part.text === '' || used + needed > room) continue;
    used += needed;
    shown.add(part);
  }
  return parts
    .filter((part) => shown.has(part))
    .map(({ text }) => text)
    .join('  ');
}

/** Columns of a text: letters of East Asia, which names may hold, take two. */
function width(text: string): number {
  return text.length + (text.match(/[\u1100-\u115f\u2e80-\ud7af\uf900-\ufaff\uff00-\uff60]/g)?.length ?? 0);
}

function epochOf(epoch: number, epochs: number): string {
  return `Epoch ${String(epoch + 1).padStart(String(epochs).length)}/${epochs}`;
}

function bar(fraction: number): string {
  const full = Math.round(Math.min(1, fraction) * barWidth);
  return '█'.repeat(full) + '░'.repeat(barWidth - full);
}

function short(milliseconds: number): string {
  return milliseconds.toFixed(milliseconds < 10 ? 1 : 0);
}

/** `8 s`, `3:05`, `2:03:05`. */
function duration(milliseconds: number): string {
  const seconds = Math.ceil(milliseconds / 1000);
  if (seconds < 60) return `${seconds} s`;
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const two = (n: number): string => String(n).padStart(2, '0');
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

function figures(logs: Logs): string[] {
  return Object.entries(logs).map(
    ([name, value]) => `${name} ${Math.abs(value) >= 1e-3 || value === 0 ? value.toFixed(4) : value.toExponential(2)}`,
  );
}
