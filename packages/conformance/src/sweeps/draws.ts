/** Draws of every rank, of many elements, and from rows near the last one there is. */
import type { Shape } from '@bernoulli/api/ir';
import type { ValueCase } from '../case.ts';
import { i32 } from '../data.ts';
import { drawn } from '../threefry.ts';
import { lazily } from './sweep.ts';

const draws: readonly (readonly [shape: Shape, key: readonly [number, number], offset: number])[] = [
  [[37], [11, -12], 0],
  [[37], [11, -12], 5],
  [[1, 9], [-1, -1], 3],
  [[9, 1], [13, 14], 3],
  [[3, 2, 5], [15, -2147483648], 2],
  [[2, 3, 2, 3], [17, 2147483647], 4],
  [[2, 1, 3, 1, 2, 2], [0, 0], 1],
  [[3, 131], [19, 20], 2147483640],
  [[2, 70, 33], [-21, 22], 2147483000],
  [[2147], [23, 24], 2147480000],
  [[4099, 31], [25, -26], 0],
  [[4099, 31], [27, 28], 2147479000],
];

export const uniform: readonly ValueCase<'uniform'>[] = draws.map(([shape, key, offset]) =>
  lazily({
    op: 'uniform',
    name: `f32[${shape.join(', ')}] by ${key.join(' ')} from row ${offset}`,
    kind: shape[0]! > 4000 ? 'large' : 'edge',
    attrs: { shape },
    inputs: () => [i32([2], key), i32([], [offset])],
    output: () => drawn(key, shape, offset),
  }),
);
