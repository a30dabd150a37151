/** What must hold of erf. The figures are from a 30-digit computation. */
import type { OpCases } from '../case.ts';
import { f32, zip } from '../data.ts';

/** erf(i / 16) for i from 0 to 32. */
const SIXTEENTHS = [
  0, 0.07043197772238707, 0.1403162048013338, 0.20911767705937584, 0.27632639016823696, 0.341468633501595,
  0.4041169094348223, 0.463898135749933, 0.5204998778130465, 0.5736744566155919, 0.623240882188418, 0.6690846628860813,
  0.7111556336535151, 0.749464025586362, 0.7840750610598597, 0.8151024010343998, 0.8427007929497149, 0.8670582694349528,
  0.8883882317017078, 0.9069217197816865, 0.9229001282564583, 0.9365685747113888, 0.9481700727820903, 0.95794060605646,
  0.9661051464753108, 0.9728746138209335, 0.9784437332399837, 0.982989716601978, 0.9866716712191824, 0.9896306257947752,
  0.9919900576701199, 0.9938568063952132, 0.9953222650189527,
];
const x = f32([2, 2], [-2, 0, 0.5, 1.25]);
const upstream = f32([2, 2], [1, -2, 0.5, 3]);

export const erfCases: OpCases<'erf'> = {
  values: [
    {
      kind: 'plain',
      name: 'plain',
      inputs: [f32([2, 3], [-2, -0.5, 0, 0.25, 1, 3])],
      attrs: {},
      output: f32(
        [2, 3],
        [-0.9953222650189527, -0.5204998778130465, 0, 0.27632639016823696, 0.8427007929497149, 0.9999779095030014],
      ),
    },
    { kind: 'edge', name: 'rank 0', inputs: [f32([], [-1])], attrs: {}, output: f32([], [-0.8427007929497149]) },
    { kind: 'empty', name: 'no elements', inputs: [f32([2, 0, 3], [])], attrs: {}, output: f32([2, 0, 3], []) },
    {
      kind: 'special',
      name: 'special values',
      inputs: [f32([5], [NaN, Infinity, -Infinity, -0, 10])],
      attrs: {},
      output: f32([5], [NaN, 1, -1, 0, 1]),
    },
    {
      kind: 'edge',
      name: 'small operands',
      inputs: [f32([2], [2 ** -10, 2 ** -20])],
      attrs: {},
      output: f32([2], [1.1019324300718147e-3, 1.0761062308265404e-6]),
    },
    {
      kind: 'large',
      name: 'every sixteenth',
      inputs: [
        f32(
          [33],
          SIXTEENTHS.map((_, i) => i / 16),
        ),
      ],
      attrs: {},
      output: f32([33], SIXTEENTHS),
    },
  ],
  gradients: [
    {
      name: 'plain',
      inputs: [x],
      attrs: {},
      wrt: [0],
      upstream,
      gradients: [zip(x, upstream, (v, g) => g * (2 / Math.sqrt(Math.PI)) * Math.exp(-v * v))],
    },
  ],
};
