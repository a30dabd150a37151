/** Rows have numbers that fit an i32: past the last one, noise would repeat without a word. */
import { expect, it } from 'vitest';
import { GraphBuilder } from '../ir/index.ts';
import { feed } from './program.ts';

it('refuses a row number that an i32 cannot hold', () => {
  const b = new GraphBuilder();
  const graph = b.build({ outputs: { row: b.input('rowOffset', 'i32', []) } });
  const at = (rowOffset: number) =>
    feed({ graph, sites: new Map() }, { values: {}, seed: 1, step: 0, rowOffset })['rowOffset']!.data[0];
  expect(at(2 ** 31 - 1)).toBe(2 ** 31 - 1);
  expect(() => at(2 ** 31)).toThrow('rows are numbered up to 2³¹ − 1');
});
