/** The settings that verbs share refuse what is no batch size, no step, no signal. */
import { describe, expect, it } from 'vitest';
import { readConfig } from '../ir/index.ts';
import { batchSize, rowsOfRun, signal, stepNumber } from './fields.ts';

describe('the batch size', () => {
  it.each([0, -1, 1.5, NaN, Infinity, '32' as unknown as number])('is not %s', (size) => {
    for (const field of [batchSize(), rowsOfRun(32)])
      expect(() => readConfig('fit', { batchSize: size }, { batchSize: field })).toThrow(
        'fit: batchSize must be a positive whole number',
      );
  });
  it('is any other whole number', () => {
    expect(readConfig('fit', { batchSize: 7 }, { batchSize: rowsOfRun(32) })).toEqual({ batchSize: 7 });
    expect(readConfig('fit', {}, { batchSize: rowsOfRun(32) } as never)).toEqual({ batchSize: 32 });
  });
});

it('a step is a whole number of 32 bits', () => {
  const read = (step: number): unknown => readConfig('sample', { step }, { step: stepNumber() });
  expect(read(2 ** 32 - 1)).toEqual({ step: 2 ** 32 - 1 });
  for (const step of [-1, 0.5, 2 ** 32])
    expect(() => read(step)).toThrow('sample: step must be a whole number in [0, 2³²)');
});

it('a signal can be told', () => {
  const read = (given: unknown): unknown => readConfig('fit', { signal: given as AbortSignal }, { signal: signal() });
  const { signal: real } = new AbortController();
  expect(read(real)).toEqual({ signal: real });
  expect(() => read({})).toThrow('fit: signal must be an AbortSignal');
});
