/** Names are unique, also when someone asks for a name that numbering would have given. */
import { expect, it } from 'vitest';
import { Namer } from './namer.ts';

it('numbers the second and later takers', () => {
  const names = new Namer();
  expect(['a', 'a', 'b', 'a'].map((n) => names.take(n))).toEqual(['a', 'a_1', 'b', 'a_2']);
});

it('steps over a number that is taken', () => {
  const names = new Namer();
  expect(['a_1', 'a', 'a', 'a_1', 'a'].map((n) => names.take(n))).toEqual(['a_1', 'a', 'a_2', 'a_1_1', 'a_3']);
});
