/** Every field says what must hold, and holds it; every configuration is read whole, and given back. */
import { describe, expect, it } from 'vitest';
import type { AnyField, Field } from './field.ts';
import {
  atLeast,
  axes,
  below,
  callable,
  flag,
  integer,
  list,
  name,
  nullable,
  number,
  oneOf,
  optional,
  plainConfig,
  positive,
  rate,
  readConfig,
  required,
  text,
  whole,
  wholeWithin,
  within,
} from './index.ts';

const call = (): void => undefined;
const cases: readonly [string, AnyField, readonly unknown[], readonly unknown[]][] = [
  ['number', number(1), [0, -2.5], [NaN, Infinity, '1', null, true, 1n]],
  ['atLeast', atLeast(0, 1), [0, 3], [-1e-9, NaN, Infinity, '0']],
  ['positive', positive(1), [1e-30], [0, -1, NaN]],
  ['within', within(0, 1, 0), [0, 1], [-0.1, 1.1, NaN]],
  ['below', below(0, 1, 0), [0, 0.999], [1, -0.1]],
  ['rate', rate(0), [0, 1], [-0.1, 1.1, NaN]],
  ['integer', integer(0), [-3, 0], [0.5, '2', NaN, 2 ** 53]],
  ['whole', whole(1, 5), [1, 7], [0, 1.5, '2', 2 ** 53]],
  ['wholeWithin', wholeWithin(1, 4, 4), [1, 4], [0, 5, 1.5, '2']],
  ['flag', flag(false), [true, false], [0, 1, 'true', null]],
  ['text', text('a'), ['b'], ['', 0, null]],
  ['oneOf', oneOf(['a', 'b', 0, false], 'a'), ['a', 'b', 0, false], ['c', 'toString', 1, '0', true]],
  ['axes', axes(0), [0, -1, [0, 1]], [[], [0.5], '0', null]],
  ['callable', callable(call), [call, Math.max], ['call', {}, null]],
  ['optional', optional(positive()), [2], [0, 'x', null]],
  ['name', name(), ['x', 'x 1'], ['', 'a/b', 'a@1', 'a:b', 5, null]],
  ['nullable', nullable(positive()), [null, 2], [0, 'x']],
  ['nullable with a default', nullable(positive(), 3), [null, 2], [0, 'x']],
  ['list', list(whole(1), [1]), [[], [1, 2]], ['x', null, {}]],
];

describe.each(cases)('%s', (_, field, good, bad) => {
  it.each(good.map((value) => ({ value })))('takes $value', ({ value }) => {
    expect(readConfig<unknown, { x: AnyField }>('Thing', { x: value }, { x: field })).toEqual({ x: value });
  });

  it.each(bad.map((value) => ({ value })))('refuses $value', ({ value }) => {
    expect(() => readConfig<unknown, { x: AnyField }>('Thing', { x: value }, { x: field })).toThrow(
      `Thing: x must ${field.must}. Received`,
    );
  });

  it('falls back when absent or undefined', () => {
    const { fallback } = field;
    for (const config of [{}, { x: undefined }])
      expect(readConfig<unknown, { x: AnyField }>('Thing', config, { x: field })).toEqual({ x: fallback });
  });
});

describe('readConfig', () => {
  it.each([
    [
      { learning_rate: 1 },
      'there is no setting "learning_rate"; there are learningRate, beta1. Did you mean learningRate?',
    ],
    [{ beta: 1 }, 'there is no setting "beta"; there are learningRate, beta1. Did you mean beta1?'],
    [{ learnignRate: 1 }, 'Did you mean learningRate?'],
    [{ btea1: 1 }, 'Did you mean beta1?'],
    [{ momentum: 1 }, /there are learningRate, beta1\.$/],
    [JSON.parse('{"__proto__": 1}'), 'there is no setting "__proto__"; there are learningRate, beta1.'],
  ])('refuses %o, and names what there is', (config: unknown, message) => {
    expect(() => readConfig('Adam', config, { learningRate: number(0), beta1: number(0) })).toThrow(message);
  });

  it('names a bad key in one short line', () => {
    const key = `a\n\u001b[2J${'b'.repeat(1e6)}`;
    expect(() => readConfig<unknown, Record<string, never>>('Zeros', { [key]: 1 }, {})).toThrow(
      /^Zeros: there is no setting "a\\n\\u001b\[2Jb{200,400}…; there are none\.$/,
    );
  });

  it('reads own keys only', () => {
    expect(readConfig('Thing', Object.create({ x: 7 }) as unknown, { x: number(1) })).toEqual({ x: 1 });
  });

  it.each([{ config: null }, { config: 3 }, { config: 'x' }, { config: [] }])(
    'refuses $config as a config',
    ({ config }) => {
      expect(() => readConfig<unknown, Record<string, never>>('Thing', config, {})).toThrow(
        'Thing: the config must be an object',
      );
    },
  );

  it('wants what is required', () => {
    expect(() => readConfig<unknown, { x: AnyField }>('Dense', {}, { x: required(whole(1, 5)) })).toThrow(
      'Dense: x must be a whole number from 1 up. Received undefined.',
    );
  });

  it('says which of a list is bad', () => {
    expect(() => readConfig('Dropout', { rate: [0.5, 2] } as unknown, { rate: list(rate()) })).toThrow(
      'Dropout: rate[1] must be in [0, 1]. Received 2.',
    );
  });

  it('holds the fields to the type of the configuration', () => {
    interface Config {
      readonly units: number;
      readonly name?: string | undefined;
    }
    const config: Config = { units: 1 };
    // @ts-expect-error a field is forgotten
    readConfig('Thing', config, { units: whole(1) });
    // @ts-expect-error a field is misspelt
    readConfig('Thing', config, { units: whole(1), name: name(), nmae: name() });
    // @ts-expect-error a field is of another type
    expect(() => readConfig('Thing', config, { units: text(), name: name() })).toThrow('units must be a text');
    // @ts-expect-error a field takes more than the configuration says
    readConfig('Thing', config, { units: nullable(whole(1)), name: name() });
    const { units, name: given } = readConfig('Thing', config, { units: whole(1), name: name() });
    const typed: [number, string | undefined] = [units, given];
    expect(typed).toEqual([1, undefined]);
  });
});

describe('plainConfig', () => {
  const upper: Field<string, { readonly upper: string }> = {
    must: 'be a text',
    fallback: 'a',
    read: (given) => ({ upper: given.toUpperCase() }),
    save: ({ upper }) => upper.toLowerCase(),
  };
  const fields = { one: upper, many: list(upper), none: nullable(upper), some: nullable(upper), name: name() };

  it('gives back what was given, with the defaults, and leaves out what is absent', () => {
    const settings = readConfig('Thing', { many: ['b', 'c'], some: 'd' } as unknown, fields);
    expect(settings).toEqual({
      one: { upper: 'A' },
      many: [{ upper: 'B' }, { upper: 'C' }],
      none: null,
      some: { upper: 'D' },
      name: undefined,
    });
    const plain = plainConfig(fields, settings);
    expect(plain).toStrictEqual({ one: 'a', many: ['b', 'c'], none: null, some: 'd' });
    expect(readConfig('Thing', plain as unknown, fields)).toEqual(settings);
  });

  it('keeps a name that was given', () => {
    expect(plainConfig({ name: name() }, { name: 'x' })).toStrictEqual({ name: 'x' });
  });
});
