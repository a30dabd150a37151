import { describe, expect, it } from 'vitest';
import { domainOf, readingAt, rowsOfBlock, splitsFor } from './domain.ts';

describe('how an operand is read', () => {
  it.each([
    [[4, 7], [4, 7], 0, 'full'],
    [[], [4, 7], 0, 'scalar'],
    [[1, 1], [4, 7], 1, 'scalar'],
    [[7], [4, 7], 1, 'row'],
    [[4, 1], [4, 7], 1, 'column'],
    [[3, 5], [2, 3, 5], 1, 'row'],
    [[2, 1, 1], [2, 3, 5], 1, 'column'],
    [[2, 3, 1], [2, 3, 5], 2, 'column'],
    [[1, 7], [1, 7], 1, 'full'],
    [[3, 1], [2, 3, 5], 1, null],
    [[2, 1, 5], [2, 3, 5], 2, 'block'],
    [[2, 1, 1, 5], [2, 3, 4, 5], 3, 'block'],
    [[3, 1, 5], [2, 3, 4, 5], 3, null],
    [[2, 1, 4, 1], [2, 3, 4, 5], 3, null],
    [[2, 1, 5], [2, 3, 5], 1, null],
  ] as const)('%j in %j split at %i is %s', (operand, shape, split, reading) => {
    expect(readingAt(operand, shape, split)).toBe(reading);
  });

  it('leaves a loop flat unless an operand repeats along one side', () => {
    const shape = [2, 3, 5];
    expect(domainOf(shape, splitsFor(shape, shape))).toEqual({ split: 0, rows: 1, columns: 30 });
    expect(domainOf(shape, splitsFor([5], shape))).toEqual({ split: 2, rows: 6, columns: 5 });
    expect(domainOf(shape, splitsFor([2, 1, 5], shape))).toEqual({ split: 2, rows: 6, columns: 5 });
    expect(splitsFor([3, 1], shape)).toBe(0);
    expect(rowsOfBlock([2, 1, 1, 5], [2, 3, 4, 5], 3)).toBe(12);
    expect(rowsOfBlock([2, 3, 1, 5], [2, 3, 4, 5], 3)).toBe(4);
  });
});
