/** Every field says what must hold, and holds it. */
import { describe, expect, it } from 'vitest';
import {
  atLeast,
  axes,
  below,
  flag,
  number,
  oneOf,
  optional,
  positive,
  readConfig,
  text,
  whole,
  within,
  type Field,
} from './read-config.ts';

const cases: readonly [string, Field<unknown>, readonly unknown[], readonly unknown[]][] = [
  ['number', number(1), [0, -2.5], [NaN, Infinity, '1', null, true, 1n]],
  ['atLeast', atLeast(0, 1), [0, 3], [-1e-9, NaN, Infinity, '0']],
  ['positive', positive(1), [1e-30], [0, -1, NaN]],
  ['within', within(0, 1, 0), [0, 1], [-0.1, 1.1, NaN]],
  ['below', below(0, 1, 0), [0, 0.999], [1, -0.1]],
  ['whole', whole(1, 5), [1, 7], [0, 1.5, '2', 2 ** 53]],
  ['flag', flag(false), [true, false], [0, 1, 'true', null]],
  ['text', text('a'), ['b'], ['', 0, null]],
  ['oneOf', oneOf(['a', 'b'], 'a'), ['a', 'b'], ['c', 'toString', 0]],
  ['axes', axes(0), [0, -1, [0, 1]], [[], [0.5], '0', null]],
  ['optional', optional(positive(1)), [null, 2], [0, 'x']],
];

describe.each(cases)('%s', (_, field, good, bad) => {
  it.each(good.map((value) => ({ value })))('takes $value', ({ value }) => {
    expect(readConfig('Thing', { x: value }, { x: field })).toEqual({ x: value });
  });

  it.each(bad.map((value) => ({ value })))('refuses $value', ({ value }) => {
    expect(() => readConfig('Thing', { x: value }, { x: field })).toThrow(`Thing: x must ${field.must}. Received`);
  });

  it('falls back when absent or undefined', () => {
    expect(readConfig('Thing', {}, { x: field })).toEqual({ x: field.fallback });
    expect(readConfig('Thing', { x: undefined }, { x: field })).toEqual({ x: field.fallback });
  });
});

describe('readConfig', () => {
  it('refuses keys that no field has, and names those there are', () => {
    expect(() => readConfig('Adam', { learning_rate: 1 }, { learningRate: number(0), beta1: number(0) })).toThrow(
      'Adam: there is no setting "learning_rate"; there are learningRate, beta1.',
    );
    expect(() => readConfig('Zeros', JSON.parse('{"__proto__": 1}'), {})).toThrow(
      'there is no setting "__proto__"; there are none',
    );
  });

  it('reads own keys only', () => {
    expect(readConfig('Thing', Object.create({ x: 7 }), { x: number(1) })).toEqual({ x: 1 });
  });

  it.each([{ config: null }, { config: 3 }, { config: 'x' }, { config: [] }])(
    'refuses $config as a config',
    ({ config }) => {
      expect(() => readConfig('Thing', config, {})).toThrow('Thing: the config must be an object');
    },
  );
});
