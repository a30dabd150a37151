/** What a user sees while training, on a terminal and elsewhere. */
import { ProgressBar } from '@bernoulli/api';
import { describe, expect, it } from 'vitest';
import { clusters } from './data.ts';
import { compiled, SimpleNet } from './nets.ts';

/** Trains for two epochs of three batches and returns what was written. */
async function shown(verbose: 'auto' | 0 | 1 | 2, isTTY: boolean): Promise<string[]> {
  const written: string[] = [];
  const bar = new ProgressBar(verbose, { isTTY, write: (text) => void written.push(text) });
  const { x, y } = clusters(24);
  await compiled(new SimpleNet()).fit(x, y, { epochs: 2, batchSize: 8, callbacks: [bar], verbose: 0 });
  return written;
}

const line = /^Epoch ([12])\/2 {2}\d+\.\d s {2}loss \d\.\d{4} {2}accuracy \d\.\d{4}\n$/;

describe('progress', () => {
  it('is one line per epoch where nobody sees a bar', async () => {
    for (const written of [await shown('auto', false), await shown(2, true)]) {
      expect(written).toHaveLength(2);
      for (const text of written) expect(text).toMatch(line);
    }
  });

  it('is a bar on a terminal, which the line of the epoch replaces', async () => {
    for (const written of [await shown('auto', true), await shown(1, false)]) {
      const clear = '\r\x1b[K';
      expect(written.every((text) => text.startsWith(clear))).toBe(true);
      const [bars, lines] = [written.filter((t) => !t.endsWith('\n')), written.filter((t) => t.endsWith('\n'))];
      expect(lines).toHaveLength(2);
      for (const text of lines) expect(text.slice(clear.length)).toMatch(line);
      expect(bars.length).toBeGreaterThan(0);
      for (const text of bars) expect(text.slice(clear.length)).toMatch(/^[123]\/3 █*░* {2}loss \d/);
    }
  });

  it('is nothing when nothing is asked for', async () => {
    expect(await shown(0, true)).toEqual([]);
  });
});
