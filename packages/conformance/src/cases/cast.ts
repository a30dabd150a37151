/** What must hold of cast. */
import type { OpCases } from '../case.ts';
import { bool, coins, f32, i32, map, noise, wholeNoise } from '../data.ts';

const reals = noise([5, 67], 12, -90, 90);
const wholes = wholeNoise([5, 67], 13, -(2 ** 31), 2 ** 31);
const flags = coins([5, 67], 14);

/** Numbers at and beyond the ends of `int32`, and what becomes of each. */
const BEYOND = [
  [Infinity, 2 ** 31 - 1],
  [-Infinity, -(2 ** 31)],
  [NaN, 0],
  [3e9, 2 ** 31 - 1],
  [-3e9, -(2 ** 31)],
  [2 ** 31, 2 ** 31 - 1],
  [-(2 ** 31) - 256, -(2 ** 31)],
  [2147483520, 2147483520],
  [2 ** 32, 2 ** 31 - 1],
  [-(2 ** 32) - 512, -(2 ** 31)],
  [2 ** 127, 2 ** 31 - 1],
  [-(2 ** 63), -(2 ** 31)],
] as const;

export const castCases: OpCases<'cast'> = {
  values: [
    {
      kind: 'plain',
      name: 'f32 to i32 drops the fraction',
      inputs: [f32([2, 4], [-2, -1.5, -0.5, 0, 0.5, 0.99, 1.5, 2].map(Math.fround))],
      attrs: { dtype: 'i32' },
      output: i32([2, 4], [-2, -1, 0, 0, 0, 0, 1, 2]),
    },
    {
      kind: 'plain',
      name: 'i32 to f32',
      inputs: [i32([3], [-7, 0, 12345])],
      attrs: { dtype: 'f32' },
      output: f32([3], [-7, 0, 12345]),
    },
    {
      kind: 'plain',
      name: 'bool to f32',
      inputs: [bool([2], [0, 1])],
      attrs: { dtype: 'f32' },
      output: f32([2], [0, 1]),
    },
    {
      kind: 'plain',
      name: 'bool to i32',
      inputs: [bool([2], [0, 1])],
      attrs: { dtype: 'i32' },
      output: i32([2], [0, 1]),
    },
    {
      kind: 'plain',
      name: 'i32 to bool',
      inputs: [i32([4], [0, 1, -1, 256])],
      attrs: { dtype: 'bool' },
      output: bool([4], [0, 1, 1, 1]),
    },
    {
      kind: 'plain',
      name: 'f32 to bool',
      inputs: [f32([4], [0, 1, -0.25, 256])],
      attrs: { dtype: 'bool' },
      output: bool([4], [0, 1, 1, 1]),
    },
    {
      kind: 'edge',
      name: 'f32 to itself',
      inputs: [f32([2], [1.5, -2])],
      attrs: { dtype: 'f32' },
      output: f32([2], [1.5, -2]),
    },
    { kind: 'edge', name: 'rank 0', inputs: [f32([], [-3.75])], attrs: { dtype: 'i32' }, output: i32([], [-3]) },
    {
      kind: 'edge',
      name: 'whole numbers beyond f32 round to even',
      inputs: [i32([4], [16777217, 16777219, -16777217, 2147483647])],
      attrs: { dtype: 'f32' },
      output: f32([4], [16777216, 16777220, -16777216, 2147483648]),
    },
    {
      kind: 'edge',
      name: 'the largest f32 below 2^31',
      inputs: [f32([2], [2147483520, -2147483648])],
      attrs: { dtype: 'i32' },
      output: i32([2], [2147483520, -2147483648]),
    },
    {
      kind: 'special',
      name: 'what int32 cannot hold becomes the nearer end, and NaN 0',
      inputs: [
        f32(
          [4, 3],
          BEYOND.map(([x]) => x),
        ),
      ],
      attrs: { dtype: 'i32' },
      output: i32(
        [4, 3],
        BEYOND.map(([, y]) => y),
      ),
    },
    {
      kind: 'special',
      name: 'fractions at the ends of int32',
      inputs: [f32([6], [8388607.5, -8388607.5, 1 - 2 ** -24, 2 ** -24 - 1, 2 ** -149, -(2 ** -149)])],
      attrs: { dtype: 'i32' },
      output: i32([6], [8388607, -8388607, 0, 0, 0, 0]),
    },
    {
      kind: 'empty',
      name: 'no elements',
      inputs: [f32([0, 2], [])],
      attrs: { dtype: 'bool' },
      output: bool([0, 2], []),
    },
    {
      kind: 'special',
      name: 'special values to bool',
      inputs: [f32([5], [NaN, Infinity, -Infinity, -0, 2 ** -126])],
      attrs: { dtype: 'bool' },
      output: bool([5], [1, 1, 1, 0, 1]),
    },
    {
      kind: 'large',
      name: 'large f32 to i32',
      inputs: [reals],
      attrs: { dtype: 'i32' },
      output: map(reals, Math.trunc, 'i32'),
    },
    {
      kind: 'large',
      name: 'large i32 to f32',
      inputs: [wholes],
      attrs: { dtype: 'f32' },
      output: map(wholes, Number, 'f32'),
    },
    {
      kind: 'large',
      name: 'large bool to f32',
      inputs: [flags],
      attrs: { dtype: 'f32' },
      output: map(flags, Number, 'f32'),
    },
  ],
  gradients: [
    {
      name: 'f32 to itself',
      inputs: [f32([2], [1.5, -2])],
      attrs: { dtype: 'f32' },
      wrt: [0],
      upstream: f32([2], [3, -4]),
      gradients: [f32([2], [3, -4])],
    },
  ],
};
