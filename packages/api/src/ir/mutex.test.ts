import { expect, it } from 'vitest';
import { Mutex } from './mutex.ts';

it('does work in the order of asking, one piece at a time, and at once where nobody else is', async () => {
  const mutex = new Mutex();
  const seen: string[] = [];
  const work = (name: string) =>
    mutex.take(async () => {
      seen.push(`${name} in`);
      await new Promise((resolve) => setTimeout(resolve, 1));
      seen.push(`${name} out`);
      if (name === 'b') throw new Error('b');
    });
  const results = await Promise.allSettled(['a', 'b', 'c'].map(work));
  expect(seen).toEqual(['a in', 'a out', 'b in', 'b out', 'c in', 'c out']);
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(mutex.idle).toBe(true);
  expect(mutex.take(() => 7)).toBe(7);
});

it('keeps others waiting for work that was begun', async () => {
  const mutex = new Mutex();
  const seen: string[] = [];
  const begun = new Promise<void>((resolve) => setTimeout(resolve, 1)).then(() => void seen.push('begun'));
  const held = mutex.hold(begun);
  await Promise.all([mutex.take(() => void seen.push('next')), held]);
  expect(seen).toEqual(['begun', 'next']);
});
