/** Draws that are wrong: in their counter, their key, their place in a batch, or since they are remembered. */
import { threefry2x32, uniformOnHost } from '@bernoulli/api/ir';
import type { Value } from '@bernoulli/api/ir/interpret';
import { withKernels, type Mutant } from './mutant.ts';

type Draw = (key: readonly [number, number], offset: number, shape: readonly number[]) => ArrayLike<number>;

const job = /^uniform\/|^journeys\/.*(mask|draw|key|site|offset|coin)/;

function drawing(name: string, make: () => Draw): Mutant {
  return {
    name: `uniform: ${name}`,
    job,
    make: () => {
      const draw = make();
      return withKernels({}, (key, offset, shape): Value => {
        const data = Float64Array.from(draw([key[0]!, key[1]!], offset, shape));
        return { dtype: 'f32', shape, data };
      });
    },
  };
}

const right: Draw = (key, offset, shape) => uniformOnHost(Int32Array.from(key), offset, shape);
const size = (shape: readonly number[]): number => shape.reduce((n, m) => n * m, 1);

/** By the counter of each element. */
const counted =
  (
    counter: (i: number, start: number, shape: readonly number[]) => number,
    words = (a: number, b: number) => a ^ b,
  ): Draw =>
  (key, offset, shape) => {
    const row = size(shape.slice(1));
    return Array.from({ length: size(shape) }, (_, i) => {
      const at = counter(i, offset * row, shape);
      const [a, b] = threefry2x32([key[0], key[1]], [Math.floor(at / 2 ** 32), at % 2 ** 32]);
      return ((words(a, b) >>> 0) >>> 9) * 2 ** -23;
    });
  };

const given =
  (
    change: (
      key: readonly [number, number],
      offset: number,
      shape: readonly number[],
    ) => readonly [readonly [number, number], number],
  ): Draw =>
  (key, offset, shape) => {
    const [k, o] = change(key, offset, shape);
    return right(k, o, shape);
  };

/** Remembers what was drawn under a name. */
const remembered = (name: (...of: Parameters<Draw>) => string) => (): Draw => {
  const drawn = new Map<string, ArrayLike<number>>();
  return (key, offset, shape) => {
    const of = `${name(key, offset, shape)} ${size(shape)}`;
    if (!drawn.has(of)) drawn.set(of, right(key, offset, shape));
    return drawn.get(of)!;
  };
};

export const randomness: readonly Mutant[] = [
  drawing('the counter has 32 bits', () => counted((i, start) => (start + i) % 2 ** 32)),
  drawing('the offset is multiplied in i32', () => counted((i, start) => (start >>> 0) + i)),
  drawing('the offset counts elements', () => counted((i, start, shape) => start / (size(shape.slice(1)) || 1) + i)),
  drawing('rows end at the last axis', () =>
    counted((i, start, shape) => (start / (size(shape.slice(1)) || 1)) * (shape.at(-1) ?? 1) + i),
  ),
  drawing('the first word alone', () =>
    counted(
      (i, start) => start + i,
      (a) => a,
    ),
  ),
  drawing('the second word alone', () =>
    counted(
      (i, start) => start + i,
      (_, b) => b,
    ),
  ),
  drawing('a draw begins anew after 100,000 elements', () => counted((i, start) => start + (i % 100000))),
  drawing('a draw begins anew after 65,536 elements', () => counted((i, start) => start + (i % 65536))),
  drawing('columns before rows in rank 3', () =>
    counted((i, start, shape) => {
      if (shape.length !== 3) return start + i;
      const [, m, n] = shape as [number, number, number];
      const [row, column] = [Math.floor((i % (m * n)) / n), i % n];
      return start + i - (i % (m * n)) + column * m + row;
    }),
  ),
  drawing('the words of the key swapped', () => given(([a, b], offset) => [[b, a], offset])),
  drawing('a key without sign', () => given(([a, b], offset) => [[Math.abs(a), Math.abs(b)], offset])),
  drawing('the first word of the key left out', () => given(([, b], offset) => [[0, b], offset])),
  drawing('the offset in 16 bits', () => given((key, offset) => [key, offset & 65535])),
  drawing('the offset as f32', () => given((key, offset) => [key, Math.min(Math.fround(offset), 2 ** 31 - 1)])),
  drawing('no offset beyond 2³⁰', () => given((key, offset) => [key, offset % 2 ** 30])),
  drawing('no offset for vectors', () => given((key, offset, shape) => [key, shape.length === 1 ? 0 : offset])),
  drawing('no offset for columns', () =>
    given((key, offset, shape) => [key, shape.at(-1) === 1 && shape.length > 1 ? 0 : offset]),
  ),
  drawing('no offset in rank 4', () => given((key, offset, shape) => [key, shape.length === 4 ? 0 : offset])),
  drawing(
    'remembered by key',
    remembered(([a, b]) => `${a} ${b}`),
  ),
  drawing(
    'remembered by the second word',
    remembered(([, b], offset) => `${b} ${offset}`),
  ),
  drawing(
    'remembered by size and offset',
    remembered((_, offset) => `${offset}`),
  ),
  drawing('24 bits', () =>
    counted(
      (i, start) => start + i,
      (a, b) => (a ^ b) | 512,
    ),
  ),
  drawing('never zero', () => (key, offset, shape) => Array.from(right(key, offset, shape), (u) => Math.max(u, 0.001))),
  drawing('one coin for a batch', () => (key, offset, shape) => {
    const row = size(shape.slice(1)) || 1;
    const first = right(key, offset, shape);
    return shape.length === 2 && shape[0]! > 4 ? Array.from(first, (_, i) => first[i % row]!) : first;
  }),
];
