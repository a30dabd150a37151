import { expect, it } from 'vitest';
import { Turns } from './turns.ts';

it('come in the order of asking, one at a time, and at once where nobody else is', async () => {
  const turns = new Turns();
  const seen: string[] = [];
  const work = (name: string) =>
    turns.with(async () => {
      seen.push(`${name} in`);
      await new Promise((resolve) => setTimeout(resolve, 1));
      seen.push(`${name} out`);
      if (name === 'b') throw new Error('b');
    });
  const results = await Promise.allSettled(['a', 'b', 'c'].map(work));
  expect(seen).toEqual(['a in', 'a out', 'b in', 'b out', 'c in', 'c out']);
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(turns.take()).toBeUndefined();
});
