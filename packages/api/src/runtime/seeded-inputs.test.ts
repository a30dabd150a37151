/** Keys are those of seed, site and step; scalars are those of the step; rows have numbers that fit an i32. */
import { expect, it } from 'vitest';
import { foldIn, siteKey } from '../random/index.ts';
import type { Schedule } from '../schedules/schedule.ts';
import type { Feed } from '../tracing/ports.ts';
import { SeededInputs, type DrawPosition } from './seeded-inputs.ts';

const key = (site: string, every = 1): [string, Feed] => [`key:${site}`, { from: 'key', site, path: site, every }];
const at = (step: number, more: Partial<DrawPosition> = {}): DrawPosition => {
  return { step, scalarStep: step, rowOffset: 0, ...more };
};

it('writes the key of every site, and nothing else', () => {
  const inputs = { 'key:net/dropout': new Int32Array(2), 'key:net/other': new Int32Array(2), y: new Int32Array(1) };
  const feeds = new Map([key('net/dropout'), key('net/other'), ['y', { from: 'data', name: 'y' } as Feed]]);
  const seeded = new SeededInputs({ feeds }, 42);
  for (const [step, seed] of [
    [0, undefined],
    [4294967295, undefined],
    [7, -1n],
  ] as const) {
    seeded.write(inputs, at(step, { seed }));
    for (const path of ['net/dropout', 'net/other'] as const)
      expect([...inputs[`key:${path}`]]).toEqual(siteKey(seed ?? 42, path, step).map((word) => word | 0));
  }
  expect(inputs.y[0]).toBe(0);
});

it('keeps a draw for as many steps as its site says', () => {
  const inputs = { 'key:a': new Int32Array(2), 'key:b': new Int32Array(2) };
  const seeded = new SeededInputs({ feeds: new Map([key('a', 5), key('b', Infinity)]) }, 1);
  const words = (step: number): number[][] => {
    seeded.write(inputs, at(step));
    return [[...inputs['key:a']], [...inputs['key:b']]];
  };
  const signed = (path: string, draw: number): number[] => siteKey(1, path, draw).map((word) => word | 0);
  expect(words(4)).toEqual([signed('a', 0), signed('b', 0)]);
  expect(words(5)).toEqual([signed('a', 1), signed('b', 0)]);
});

it('gives each sample a key of its own, where one is asked for', () => {
  const inputs = { 'key:a': new Int32Array(2) };
  new SeededInputs({ feeds: new Map([key('a')]) }, 1).write(inputs, at(3, { sample: 2 }));
  expect([...inputs['key:a']]).toEqual(foldIn(siteKey(1, 'a', 3), 2).map((word) => word | 0));
});

it('writes scalars of the step, and none at all when one of them is no number', () => {
  const inputs = { 'scalar:a': new Float32Array(1), 'scalar:b': new Float32Array(1) };
  const scalar = (name: string, schedule: Schedule): [string, Feed] => [
    `scalar:${name}`,
    { from: 'scalar', at: `net/${name}`, schedule },
  ];
  const feeds = new Map([scalar('a', (step) => step / 2), scalar('b', (step) => (step < 4 ? 1 : NaN))]);
  const seeded = new SeededInputs({ feeds }, 1);
  seeded.write(inputs, at(3));
  expect([inputs['scalar:a'][0], inputs['scalar:b'][0]]).toEqual([1.5, 1]);
  expect(() => seeded.write(inputs, at(4))).toThrow(
    'schedule at net/b: must give a finite number, also at step 4. Received NaN.',
  );
  expect(inputs['scalar:a'][0]).toBe(1.5);
});

it('refuses a row number that an i32 cannot hold', () => {
  const rowOffset = new Int32Array(1);
  const seeded = new SeededInputs({ feeds: new Map([['rowOffset', { from: 'rowOffset' } as Feed]]) }, 1);
  seeded.write({ rowOffset }, at(0, { rowOffset: 2 ** 31 - 1 }));
  expect(rowOffset[0]).toBe(2 ** 31 - 1);
  expect(() => seeded.write({ rowOffset }, at(0, { rowOffset: 2 ** 31 }))).toThrow('rows are numbered up to 2³¹ − 1');
});
