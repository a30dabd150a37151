/** What holds of every kind of dropout: its law in numbers, its draws, its ends. */
import { describe, expect, it } from 'vitest';
import { batchOf, family, makeKind, type KindName } from './dropout-kinds.ts';
import { endsOf, lawsOf, type Tried } from './dropout-laws.ts';

describe.each(Object.keys(family) as KindName[])('%s', (name) => {
  const tried: Tried = {
    ...family[name],
    make: (config) => makeKind(name, config),
    batchOf: (rows) => batchOf(name, rows),
  };
  const { configs, nothing } = tried;

  it('is in the table under its own name', () => expect(tried.make(nothing).className).toBe(name));

  it.each(endsOf(tried))('%s', (_, keeps) => keeps(tried));

  describe.each(configs.map((config) => [JSON.stringify(config), config] as const))('%s', (_, config) => {
    it.each(lawsOf(tried))('%s', (_, keeps) => keeps(tried, config));
  });
});
