/** Values that a stranger may put anywhere in a file. */
import type { Random } from './random.ts';

/** Names that mean something to JavaScript, to the format, or to a terminal. */
export const names = [
  ...['__proto__', 'constructor', 'prototype', 'toString', 'valueOf', 'toJSON', 'hasOwnProperty', 'then', 'length'],
  ...['', ' ', '0', '-1', '../x', 'a/b', 'a@1', 'a:b', '\u0000', '\n\u001b[2J', '\ud800', '\u202e', '🎲', 'loss', 'y'],
  ...['Dense', 'Sequential', 'Dropout', 'Adam', 'MeanSquaredError', 'F32', 'f32', 'className', 'config', 'function'],
];

const numbers = [
  0,
  -0,
  1,
  -1,
  0.5,
  2,
  7,
  255,
  2 ** 31,
  -(2 ** 31),
  2 ** 32,
  2 ** 53,
  2 ** 53 - 1,
  1e15,
  1e21,
  1e308,
  5e-324,
];

/** Text stands in for what is put into the JSON by hand: nesting that `JSON.stringify` could not write, numbers that it would not. */
const marker = /"\\u0001(\w+):(\d+)"/g;

/** Puts what markers stand for in their places. */
export function withMarkers(json: string): string {
  return json.replace(marker, (_, what: string, size: string) => {
    const n = Number(size);
    if (what === 'lists') return '['.repeat(n) + ']'.repeat(n);
    if (what === 'objects') return '{"a":'.repeat(n) + '0' + '}'.repeat(n);
    if (what === 'open') return '['.repeat(n);
    if (what === 'empty') return `[${'[],'.repeat(n)}0]`;
    if (what === 'digits') return '9'.repeat(n);
    return `{${Array.from({ length: n }, (_element, i) => `"k${i}":{}`).join()}}`;
  });
}

/** How large a value may be: most are small, and a few are such that carelessness shows. */
function size(random: Random): number {
  if (random.once(300)) return 500_000 + random.below(1_500_000);
  if (random.once(20)) return 10_000 + random.below(40_000);
  return random.below(200);
}

export function hostileValue(random: Random): unknown {
  switch (random.below(13)) {
    case 0:
      return null;
    case 1:
      return random.once(2);
    case 2:
    case 3:
      return random.pick(numbers);
    case 4:
    case 5:
      return random.pick(names);
    case 6:
      return random.pick(['x', '\u0007', '\\', '"', 'é', '漢', '\ud800']).repeat(size(random));
    case 7:
      return Array.from({ length: size(random) }, () => random.pick<unknown>([0, 1, null, 1e308, 'a']));
    case 8:
      return Array.from({ length: random.below(4) }, () => hostileValue(random));
    case 9:
      return { [random.pick(names)]: hostileValue(random) };
    case 10:
      return {
        className: random.pick<unknown>([...names, {}, [], 1]),
        config: random.pick<unknown>([{}, null, [], { units: 1 }]),
      };
    case 11:
      return `\u0001${random.pick(['lists', 'objects', 'open', 'empty', 'digits', 'keys'])}:${size(random)}`;
    default:
      return { toString: 1, valueOf: 2 };
  }
}
