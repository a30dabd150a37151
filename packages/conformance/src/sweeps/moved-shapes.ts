/** What moves elements, in more shapes than are worth a case each. */
import type { DType, OpName, Shape } from '@bernoulli/api/ir';
import type { ValueCase } from '../case.ts';
import { ofDType, real, swept, whole } from './sweep.ts';

/** As in `shapes.ts`: it is the shape that counts. */
const ofFew = { ...ofDType, i32: (shape: Shape) => whole(shape, -2000, 2000) };

const MOVED: readonly DType[] = ['f32', 'i32', 'bool'];
const inEach = (of: (dtype: DType) => ValueCase): ValueCase[] => MOVED.map(of);

const picked: readonly (readonly [shape: Shape, axis: number, indices: Shape])[] = [
  [[1], 0, [1]],
  [[4, 4], 0, [4]],
  [[4, 4], 1, [4]],
  [[5, 3], 1, [2]],
  [[43, 7], 1, [47]],
  [[2, 3, 2, 2, 3], 2, [3]],
  [[2, 3, 2, 2, 3], 4, [2, 2]],
];

/** By op. */
export const movedShapes: { readonly [O in OpName]?: () => ValueCase[] } = {
  reshape: () =>
    (
      [
        [[3], [3, 1]],
        [[4, 4], [16]],
        [
          [2, 3, 2, 1, 2],
          [4, 6],
        ],
        [
          [4, 6],
          [2, 3, 2, 1, 2],
        ],
        [
          [43, 47],
          [47, 43],
        ],
        [[1], []],
      ] as const
    ).flatMap(([from, to]) =>
      inEach((dtype) => swept('reshape', [ofFew[dtype](from)], { shape: to }, `to ${to.join(' x ')}`) as ValueCase),
    ),
  transpose: () =>
    (
      [
        [
          [1, 2],
          [1, 0],
        ],
        [
          [4, 4],
          [1, 0],
        ],
        [
          [43, 47],
          [1, 0],
        ],
        [
          [17, 5, 9],
          [2, 1, 0],
        ],
        [
          [2, 3, 1, 2, 2],
          [4, 2, 0, 3, 1],
        ],
        [
          [2, 3, 4],
          [0, 1, 2],
        ],
      ] as const
    ).flatMap(([shape, perm]) =>
      inEach((dtype) => swept('transpose', [ofFew[dtype](shape)], { perm }, `by ${perm.join(' ')}`) as ValueCase),
    ),
  broadcastTo: () =>
    (
      [
        [[], [1]],
        [[1], [3]],
        [[3], [3, 3]],
        [
          [3, 1],
          [3, 3],
        ],
        [[47], [43, 47]],
        [
          [2, 1, 2, 1, 3],
          [2, 2, 2, 2, 3],
        ],
      ] as const
    ).flatMap(([from, to]) =>
      inEach((dtype) => swept('broadcastTo', [ofFew[dtype](from)], { shape: to }, `to ${to.join(' x ')}`) as ValueCase),
    ),
  slice: () =>
    (
      [
        [[3], [1], [1]],
        [
          [4, 4],
          [0, 0],
          [4, 4],
        ],
        [
          [9, 9],
          [5, 2],
          [3, 5],
        ],
        [
          [50, 60],
          [3, 7],
          [43, 47],
        ],
        [
          [3, 1, 3],
          [1, 0, 1],
          [2, 1, 2],
        ],
      ] as const
    ).flatMap(([shape, starts, sizes]) =>
      inEach(
        (dtype) =>
          swept(
            'slice',
            [ofFew[dtype](shape)],
            { starts, sizes },
            `from ${starts.join(' ')}, ${sizes.join(' x ')}`,
          ) as ValueCase,
      ),
    ),
  pad: () =>
    (
      [
        [[1], [1], [0]],
        [
          [2, 1, 2],
          [0, 0, 1],
          [1, 0, 0],
        ],
        [
          [3, 3],
          [0, 0],
          [0, 0],
        ],
        [
          [3, 3],
          [1, 0],
          [0, 1],
        ],
        [
          [40, 45],
          [1, 2],
          [2, 0],
        ],
      ] as const
    ).flatMap(([shape, before, after]) =>
      inEach(
        (dtype) =>
          swept(
            'pad',
            [ofFew[dtype](shape)],
            { before, after, value: dtype === 'bool' ? 1 : -3 },
            `by ${before.join(' ')} and ${after.join(' ')}`,
          ) as ValueCase,
      ),
    ),
  concat: () =>
    (
      [
        [[[1]], 0],
        [[[1], [0]], 0],
        [[[1], [1]], 0],
        [[[3], [4]], 0],
        [
          [
            [1, 2],
            [1, 3],
          ],
          1,
        ],
        [
          [
            [4, 1],
            [4, 2],
          ],
          1,
        ],
        [
          [
            [2, 1, 2, 1, 3],
            [2, 1, 2, 2, 3],
          ],
          3,
        ],
        [
          [
            [43, 20],
            [43, 27],
          ],
          1,
        ],
      ] as const
    ).flatMap(([shapes, axis]) =>
      inEach(
        (dtype) =>
          swept(
            'concat',
            shapes.map((shape) => ofFew[dtype](shape)),
            { axis },
            `along ${axis}`,
          ) as ValueCase,
      ),
    ),
  gather: () =>
    picked.flatMap(([shape, axis, at]) =>
      inEach(
        (dtype) =>
          swept(
            'gather',
            [ofFew[dtype](shape), whole(at, -1, shape[axis]! + 1)],
            { axis },
            `along ${axis}`,
          ) as ValueCase,
      ),
    ),
  scatterAdd: () =>
    picked.map(
      ([shape, axis, at]) =>
        swept(
          'scatterAdd',
          [whole(at, -1, shape[axis]! + 1), real([...shape.slice(0, axis), ...at, ...shape.slice(axis + 1)])],
          { axis, size: shape[axis]! },
          `along ${axis}`,
        ) as ValueCase,
    ),
  iota: () =>
    (
      [
        [[1], 0],
        [[2], 0],
        [[4, 4], 1],
        [[43, 47], 0],
        [[2, 3, 1, 2, 2], 3],
      ] as const
    ).map(([shape, axis]) => swept('iota', [], { shape, axis }, `${shape.join(' x ')} along ${axis}`) as ValueCase),
};
