/** Small problems to compare ways of training on: with much noise and few rows, so that there is something to learn by heart. */
import type { ArrayInput } from '@bernoulli/api';
import { permutation, siteKey, uniform } from '@bernoulli/api/random';
import { fewDigits, hardDigits } from '../run/few-digits.ts';
import { readUci } from './uci.ts';

export interface Rows {
  readonly x: { readonly data: Float32Array; readonly shape: readonly [number, number] };
  /** Class numbers, or numbers to predict, `[rows, 1]`. */
  readonly y: ArrayInput;
}

/** A problem: what a network for it looks like, and what a seed trains, chooses and is tested on. */
export interface Problem {
  readonly name: string;
  readonly kind: 'classes' | 'numbers';
  /** Classes, or 1. */
  readonly outputs: number;
  readonly data: (seed: number) => { readonly train: Rows; readonly validation: Rows; readonly test: Rows };
}

/** Digits of which some are mislabelled; and, of a folder of UCI's regression sets, two of them, or two problems that are drawn. */
export function problems(folder: string | undefined): Problem[] {
  const others =
    folder === undefined ? [rings, waves] : ['concrete', 'wine-quality-red'].map((name) => uci(folder, name));
  return [digits, ...others];
}

const digits: Problem = {
  name: '320 digits, 96 mislabelled',
  kind: 'classes',
  outputs: 10,
  data: (seed) => {
    const { train, validation, test } = fewDigits(seed, { ...hardDigits, validation: 200 });
    const rows = ({ x, y }: typeof test): Rows => ({ x: matrix(x.data as Float32Array, 64), y });
    return { train: rows(train), validation: rows(validation!), test: rows(test) };
  },
};

/** Inside or outside of a ring, with labels that are wrong for one row in five. */
const rings: Problem = {
  name: 'ring, 1 in 5 mislabelled',
  kind: 'classes',
  outputs: 2,
  data: (seed) => {
    const part = (place: string, count: number, wrong: number): Rows => {
      const u = uniform(siteKey(seed, `rings/${place}`, 0), [count, 3]);
      const x = Float32Array.from({ length: 2 * count }, (_, i) => 4 * u[3 * (i >> 1) + (i & 1)]! - 2);
      const y = Int32Array.from({ length: count }, (_, i) => {
        const radius = Math.hypot(x[2 * i]!, x[2 * i + 1]!);
        return Number(radius > 0.8 && radius < 1.6) ^ Number(u[3 * i + 2]! < wrong);
      });
      return { x: matrix(x, 2), y };
    };
    return { train: part('train', 300, 0.2), validation: part('validation', 200, 0.2), test: part('test', 500, 0) };
  },
};

/** Two waves and much noise, among eight inputs that say nothing. */
const waves: Problem = {
  name: 'waves, half noise',
  kind: 'numbers',
  outputs: 1,
  data: (seed) => {
    const part = (place: string, count: number, noise: number): Rows => {
      const u = uniform(siteKey(seed, `waves/${place}`, 0), [count, 12]);
      const x = Float32Array.from({ length: 10 * count }, (_, i) => 2 * u[12 * Math.floor(i / 10) + (i % 10)]! - 1);
      const y = Float32Array.from({ length: count }, (_, i) => {
        const clean = Math.sin(3 * x[10 * i]!) + Math.cos(2 * x[10 * i + 1]!) - 0.5;
        return clean + noise * (u[12 * i + 10]! + u[12 * i + 11]! - 1);
      });
      return { x: matrix(x, 10), y: matrix(y, 1) };
    };
    return { train: part('train', 200, 2), validation: part('validation', 200, 2), test: part('test', 500, 0) };
  },
};

/** A published split for each seed; a fifth of its training rows is to choose by. Inputs and targets are scaled by the training rows. */
function uci(folder: string, name: string): Problem {
  return {
    name,
    kind: 'numbers',
    outputs: 1,
    data: (seed) => {
      const { train, test } = readUci(folder, name, (seed - 1) % 20);
      const order = permutation(siteKey(seed, `uci/${name}`, 0), train.y.shape[0]);
      const held = Math.floor(order.length / 5);
      return { train: pick(train, order.subarray(held)), validation: pick(train, order.subarray(0, held)), test };
    },
  };
}

function matrix(data: Float32Array, columns: number) {
  return { data, shape: [data.length / columns, columns] as const };
}

/** Some rows of a set with numbers to predict. */
export function pick({ x, y }: { x: Rows['x']; y: Rows['x'] }, rows: Uint32Array): { x: Rows['x']; y: Rows['x'] } {
  const of = ({ data, shape: [, width] }: Rows['x']): Rows['x'] =>
    matrix(
      Float32Array.from(
        { length: rows.length * width },
        (_, i) => data[rows[Math.floor(i / width)]! * width + (i % width)]!,
      ),
      width,
    );
  return { x: of(x), y: of(y) };
}
