/** A message is one short line, whatever it is about. */
import { describe, expect, it } from 'vitest';
import { BernoulliError } from './errors.ts';

const messageOf = (received: unknown): string =>
  new BernoulliError('CONFIG', { who: 'Thing', what: 'x must be good', received }).message;
const shown = (received: unknown): string =>
  messageOf(received).slice('Thing: x must be good. Received '.length, -'.'.length);

function deep(levels: number): unknown {
  let value: unknown = 1;
  for (let i = 0; i < levels; i++) value = [value];
  return value;
}
const cyclic: Record<string, unknown> = {};
cyclic['self'] = cyclic;
const throwing = {
  get x(): never {
    throw new Error('mine');
  },
};

describe('what was received', () => {
  it.each([
    ['relu', 'relu'],
    [-0, '-0'],
    [NaN, 'NaN'],
    [3n, '3'],
    [null, 'null'],
    [[2, 3], '[2,3]'],
    [{ a: 'b' }, '{"a":"b"}'],
    [Float32Array.of(1, 2), '[1,2]'],
    [{ big: 3n }, '{"big":"3"}'],
    [Symbol('s'), 'Symbol(s)'],
    [Math.max, 'function max'],
    ['a\nb\u001b[31m\u202e', 'a\\nb\\u001b[31m\\u202e'],
    [cyclic, '[object Object]'],
    [throwing, '[object Object]'],
  ])('is shown (%#)', (received, text) => {
    expect(shown(received)).toBe(text);
  });

  it.each([
    ['x'.repeat(1e7)],
    ['\u0000'.repeat(1e7)],
    [Array.from({ length: 1e6 }, String)],
    [new Float32Array(1e7)],
    [Object.fromEntries(Array.from({ length: 1e5 }, (_, i) => [`key${i}`, i]))],
    [{ ['k'.repeat(1e7)]: 1 }],
    [{ a: { b: ['x'.repeat(1e7)] } }],
    [deep(1e5)],
  ])('is cut short (%#)', (received) => {
    expect(messageOf(received).length).toBeLessThan(400);
  });
});

it('no part of a message is endless or obeyed by a terminal', () => {
  const long = `\u001b[2J${'y'.repeat(1e6)}`;
  const { message } = new BernoulliError('NAME', { who: long, at: long, what: long, received: long, hint: long });
  expect(message.length).toBeLessThan(20_000);
  expect(message).not.toContain('\u001b');
});

it('a hint may be a question', () => {
  expect(new BernoulliError('NAME', { who: 'a', what: 'b', hint: 'Did you mean c?' }).message).toBe(
    'a: b. Did you mean c?',
  );
});
