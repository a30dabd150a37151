/** What a user sees while training, on a terminal and elsewhere. */
import { ProgressBar, type TrainContext, type Verbosity } from '@bernoulli/api';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { clusters } from './data.ts';
import { compiled, SimpleNet } from './nets.ts';

afterEach(() => void vi.useRealTimers());

/** Trains for two epochs of three batches and returns what was written. */
async function shown(verbose: Verbosity, isTTY: boolean): Promise<string[]> {
  const written: string[] = [];
  const bar = new ProgressBar(verbose, { isTTY, write: (text) => void written.push(text) });
  const { x, y } = clusters(24);
  await compiled(new SimpleNet()).fit(x, y, { epochs: 2, batchSize: 8, callbacks: [bar], verbose: 0 });
  return written;
}

const line = /^Epoch ([12])\/2 {2}\d+\.\d s {2}loss \d\.\d{4} {2}accuracy \d\.\d{4}\n$/;

describe('progress', () => {
  it('is one line per epoch, without escape codes, where nobody sees a bar', async () => {
    for (const written of [await shown('auto', false), await shown(1, false), await shown(2, true)]) {
      expect(written).toHaveLength(2);
      for (const text of written) expect(text).toMatch(line);
    }
  });

  it('is a bar on a terminal, which the line of the epoch replaces', async () => {
    for (const written of [await shown('auto', true), await shown(1, true)]) {
      const clear = '\r\x1b[K';
      expect(written.every((text) => text.startsWith(clear))).toBe(true);
      const [bars, lines] = [written.filter((t) => !t.endsWith('\n')), written.filter((t) => t.endsWith('\n'))];
      expect(lines).toHaveLength(2);
      for (const text of lines) expect(text.slice(clear.length)).toMatch(line);
      expect(bars.length).toBeGreaterThan(0);
      for (const text of bars) expect(text.slice(clear.length)).toMatch(/^Epoch [12]\/2 {2}[123]\/3 /);
    }
  });

  it('is nothing when nothing is asked for', async () => {
    expect(await shown(0, true)).toEqual([]);
  });
});

/** A terminal, as far as a bar needs one: a letter after the last column goes to a row of its own. */
class Terminal {
  readonly isTTY = true;
  columns: number | undefined;
  readonly rows = [''];
  #column = 0;

  constructor(columns: number | undefined) {
    this.columns = columns;
  }

  write(text: string): void {
    // One letter stands for the code that clears the rest of the row.
    for (const part of text.replaceAll('\x1b[K', '\0')) {
      if (part === '\r') this.#column = 0;
      else if (part === '\0') this.rows.push(this.rows.pop()!.slice(0, this.#column));
      else if (part === '\n') this.#newRow();
      else {
        if (this.#column >= (this.columns ?? 80)) this.#newRow();
        const row = this.rows.pop()!;
        this.rows.push(row.slice(0, this.#column).padEnd(this.#column) + part + row.slice(this.#column + 1));
        this.#column++;
      }
    }
  }

  #newRow(): void {
    this.rows.push('');
    this.#column = 0;
  }
}

describe('the bar', () => {
  const context: TrainContext = {
    model: compiled(new SimpleNet()),
    epochs: 12,
    initialEpoch: 0,
    batches: 500,
    parts: [],
    stop: () => {},
  };
  const logs = { loss: 0.123456, accuracy: 0.5, sparseTopKCategoricalAccuracy: 0.75, auxiliaryHeadAccuracy: 0.25 };

  /** Draws after each of some steps of 90 ms, and returns the last row after each. */
  function drawn(
    terminal: Terminal,
    steps: number,
    options: { from?: number; batches?: number | undefined } = {},
  ): string[] {
    const { from = 0, ...known } = options;
    vi.useFakeTimers({ toFake: ['performance'] });
    const bar = new ProgressBar('auto', terminal);
    bar.onEpochBegin(4);
    return Array.from({ length: steps }, (_, i) => {
      vi.advanceTimersByTime(90);
      bar.onBatchEnd!(from + i, () => logs, { ...context, ...known });
      return terminal.rows.at(-1)!;
    });
  }

  it.each([20, 40, 41, 60, 80, 120, 200, undefined])('stays in one row of %s columns', (columns) => {
    const terminal = new Terminal(columns);
    const rows = drawn(terminal, 30);
    expect(terminal.rows).toHaveLength(1);
    expect(new Set(rows).size).toBe(30);
    for (const row of rows) expect(row.length).toBeLessThan(columns ?? 80);
  });

  it('shows what there is room for, first what matters most', () => {
    const row = (columns: number): string => drawn(new Terminal(columns), 1)[0]!;
    expect(row(200)).toBe(
      `Epoch  5/12  1/500  ${'░'.repeat(24)}  90 ms/step  ETA 45 s  loss 0.1235  accuracy 0.5000  sparseTopKCategoricalAccuracy 0.7500  auxiliaryHeadAccuracy 0.2500`,
    );
    expect(row(80)).toBe(`Epoch  5/12  1/500  ${'░'.repeat(24)}  90 ms/step  ETA 45 s  loss 0.1235`);
    expect(row(40)).toBe('Epoch  5/12  1/500  ETA 45 s');
    expect(row(48)).toBe('Epoch  5/12  1/500  ETA 45 s  loss 0.1235');
    expect(row(12)).toBe('1/500');
  });

  it('follows a window that is made narrower', () => {
    const terminal = new Terminal(200);
    vi.useFakeTimers({ toFake: ['performance'] });
    const bar = new ProgressBar('auto', terminal);
    bar.onEpochBegin(0);
    for (const columns of [200, 30]) {
      vi.advanceTimersByTime(90);
      terminal.columns = columns;
      bar.onBatchEnd!(0, () => logs, context);
    }
    expect(terminal.rows).toHaveLength(1);
    expect(terminal.rows[0]!.length).toBeLessThan(30);
  });

  it('counts the time of steps that this run took, where an epoch is resumed', () => {
    expect(drawn(new Terminal(80), 2, { from: 480 })[1]).toMatch(/482\/500 .* 90 ms\/step {2}ETA 2 s/);
  });

  it('tells minutes and hours', () => {
    expect(drawn(new Terminal(80), 1, { batches: 3001 })[0]).toContain('ETA 4:30');
    expect(drawn(new Terminal(80), 1, { batches: 100_001 })[0]).toContain('ETA 2:30:00');
  });

  it('tells the steps alone where nobody knows how many there are', () => {
    const [row] = drawn(new Terminal(80), 1, { batches: undefined });
    expect(row).toBe('Epoch  5/12  1  90 ms/step  loss 0.1235  accuracy 0.5000');
  });

  it('gives names in letters of double width the room that they take', () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    const written: string[] = [];
    const bar = new ProgressBar('auto', { isTTY: true, columns: 60, write: (text) => void written.push(text) });
    bar.onEpochBegin(0);
    vi.advanceTimersByTime(90);
    bar.onBatchEnd!(0, () => ({ loss: 1, 精度精度精度精度: 0.5 }), { ...context, batches: undefined });
    expect(written[0]).not.toContain('精度');
    written.length = 0;
    vi.advanceTimersByTime(90);
    bar.onBatchEnd!(0, () => ({ loss: 1, 精度: 0.5 }), { ...context, batches: undefined });
    expect(written[0]).toContain('精度 0.5000');
  });

  it('ends an epoch in one row of its own, below which the next begins', async () => {
    const terminal = new Terminal(80);
    const { x, y } = clusters(24);
    const callbacks = [new ProgressBar('auto', terminal)];
    await compiled(new SimpleNet()).fit(x, y, { epochs: 3, batchSize: 8, callbacks, verbose: 0 });
    expect(terminal.rows).toHaveLength(4);
    expect(terminal.rows.slice(0, 3).every((row) => /^Epoch [123]\/3 {2}\d+\.\d s {2}loss/.test(row))).toBe(true);
    expect(terminal.rows[3]).toBe('');
  });
});

describe('told nothing, it writes', () => {
  /** What a bar writes that was made where the globals are those of some place. */
  async function written(globals: Record<string, unknown>): Promise<string[]> {
    const { x, y } = clusters(24);
    const lines: string[] = [];
    for (const [name, value] of Object.entries(globals)) vi.stubGlobal(name, value);
    const bar = new ProgressBar();
    vi.unstubAllGlobals();
    const log = vi.spyOn(console, 'log').mockImplementation((text: string) => void lines.push(`${text}\n`));
    await compiled(new SimpleNet()).fit(x, y, { epochs: 2, batchSize: 8, callbacks: [bar], verbose: 0 });
    log.mockRestore();
    return lines;
  }

  const stdout = { isTTY: true, columns: 80, write: () => expect.unreachable('a page has no terminal') };
  it.each([
    { place: 'in a page', globals: { process: undefined } },
    { place: 'in a page whose bundler gives it a process', globals: { process: { env: {}, versions: {}, stdout } } },
    { place: 'in a window of a desktop program', globals: { process: { env: {}, versions: { node: '20.0.0' }, stdout }, document: {} } }, // prettier-ignore
  ])('lines to the console $place, without escape codes', async ({ globals }) => {
    const lines = await written(globals);
    expect(lines).toHaveLength(2);
    for (const text of lines) expect(text).toMatch(line);
  });

  it.each([
    { what: 'a bar to a terminal', kind: { isTTY: true }, env: {}, escapes: true },
    { what: 'lines to a terminal that obeys no codes', kind: { isTTY: true }, env: { TERM: 'dumb' }, escapes: false },
    { what: 'lines to a pipe', kind: {}, env: {}, escapes: false },
  ])('$what', async ({ kind, env, escapes }) => {
    const texts: string[] = [];
    const stdout = { ...kind, write: (text: string) => void texts.push(text) };
    expect(await written({ process: { env, versions: process.versions, stdout } })).toEqual([]);
    expect(texts.length).toBeGreaterThan(1);
    expect(texts.some((text) => text.includes('\x1b'))).toBe(escapes);
  });
});
