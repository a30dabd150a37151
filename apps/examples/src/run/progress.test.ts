import { expect, it } from 'vitest';
import { outputTo } from './output.ts';
import { progressOn } from './progress.ts';

/** What is written, with a clock that is set by hand. */
function written(terminal: { isTTY?: boolean; columns?: number } = {}) {
  const texts: string[] = [];
  const clock = { ms: 0 };
  const progress = progressOn({ ...terminal, write: (text) => texts.push(text) }, () => clock.ms);
  return { texts, clock, progress };
}

it('has one line on a terminal, no longer than that, which is gone before another is printed', () => {
  const { texts, clock, progress } = written({ isTTY: true, columns: 24 });
  const output = outputTo('out', (line) => texts.push(`${line}\n`), progress);
  output.progress('ring: nothing', 0, 5);
  clock.ms = 1600;
  output.progress('ring: weight decay', 1, 5);
  output.print('nothing 86 %');
  output.print('weight decay 79 %');
  expect(texts).toEqual([
    '\r\u001b[Kring: nothing · 0 of 5 ',
    '\r\u001b[Kring: weight decay · 1 ',
    '\r\u001b[K',
    'nothing 86 %\n',
    'weight decay 79 %\n',
  ]);
});

it('is a plain line every ten seconds elsewhere', () => {
  const { texts, clock, progress } = written();
  for (const [done, ms] of [0, 4000, 9999, 10_000, 15_000, 20_400].entries()) {
    clock.ms = ms;
    progress.say('ring', done, 6);
  }
  progress.clear();
  expect(texts).toEqual(['ring · 3 of 6 · 10 s\n', 'ring · 5 of 6 · 20 s\n']);
});
