/** What moves elements: middle axes, ranks 3 to 6, every dtype, indices that repeat or lie outside, and parts of many sizes. */
import { printShape, type DType, type OpName, type Shape } from '@bernoulli/api/ir';
import type { ValueCase } from '../case.ts';
import { ofDType, real, swept, sweptAs, whole } from './sweep.ts';

const DTYPES: readonly DType[] = ['f32', 'i32', 'bool'];

/** Integers and truth values only in the first of the forms: how they move does not depend on it. */
function each<T>(forms: readonly T[], of: (form: T, dtype: DType) => ValueCase, exact = 2): ValueCase[] {
  return forms.flatMap((form, i) => (i < exact ? DTYPES : DTYPES.slice(0, 1)).map((dtype) => of(form, dtype)));
}

const TURNS: readonly (readonly [shape: Shape, perm: readonly number[]])[] = [
  [
    [2, 3, 4],
    [1, 2, 0],
  ],
  [
    [2, 3, 2, 4],
    [0, 3, 1, 2],
  ],
  [
    [2, 3, 4],
    [2, 0, 1],
  ],
  [
    [3, 3, 3],
    [1, 2, 0],
  ],
  [
    [3, 3, 3],
    [0, 2, 1],
  ],
  [
    [2, 3, 2, 4],
    [0, 2, 3, 1],
  ],
  [
    [2, 3, 2, 4],
    [1, 0, 3, 2],
  ],
  [
    [2, 3, 2, 4],
    [2, 3, 0, 1],
  ],
  [
    [2, 3, 2, 4],
    [3, 2, 1, 0],
  ],
  [
    [2, 2, 2, 2],
    [1, 3, 0, 2],
  ],
  [
    [2, 3, 1, 2, 3],
    [1, 4, 0, 3, 2],
  ],
  [
    [2, 3, 1, 2, 1, 3],
    [5, 3, 4, 1, 0, 2],
  ],
  [
    [1, 3, 1, 2, 2, 2],
    [0, 2, 4, 1, 3, 5],
  ],
];

const SHAPES: readonly (readonly [from: Shape, to: Shape])[] = [
  [
    [2, 3, 4],
    [4, 6],
  ],
  [
    [2, 3, 4],
    [3, 2, 2, 2],
  ],
  [[2, 3, 4], [24]],
  [
    [2, 3, 4],
    [1, 2, 1, 3, 4, 1],
  ],
  [
    [2, 1, 2, 1, 3, 2],
    [2, 12],
  ],
];

const COPIES: readonly (readonly [from: Shape, to: Shape])[] = [
  [
    [2, 1, 3],
    [2, 4, 3],
  ],
  [
    [3, 1],
    [2, 3, 4],
  ],
  [
    [2, 1, 1],
    [2, 3, 4],
  ],
  [
    [3, 1, 2],
    [2, 3, 4, 2],
  ],
  [[1], [2, 3, 4, 2]],
  [[], [2, 3, 4]],
  [
    [1, 2, 1, 3, 1, 2],
    [2, 2, 3, 3, 2, 2],
  ],
];

const BOXES: readonly (readonly [shape: Shape, starts: readonly number[], sizes: Shape])[] = [
  [
    [4, 5, 6],
    [1, 2, 3],
    [2, 2, 2],
  ],
  [
    [4, 5, 6],
    [0, 1, 0],
    [4, 3, 6],
  ],
  [
    [4, 5, 6],
    [3, 0, 0],
    [1, 5, 6],
  ],
  [
    [4, 5, 6],
    [0, 0, 5],
    [4, 5, 1],
  ],
  [
    [3, 4, 3, 5],
    [1, 1, 1, 2],
    [2, 2, 1, 3],
  ],
  [
    [3, 4, 3, 5],
    [0, 0, 1, 0],
    [3, 4, 2, 5],
  ],
  [
    [2, 3, 2, 3, 4],
    [0, 1, 0, 2, 1],
    [2, 2, 1, 1, 2],
  ],
  [
    [2, 3, 2, 2, 3, 2],
    [1, 0, 1, 0, 1, 0],
    [1, 2, 1, 2, 2, 1],
  ],
];

const FRAMES: readonly (readonly [shape: Shape, before: readonly number[], after: readonly number[]])[] = [
  [
    [2, 3, 4],
    [1, 2, 0],
    [0, 1, 3],
  ],
  [
    [2, 3, 4],
    [0, 1, 0],
    [0, 2, 0],
  ],
  [
    [2, 3, 4],
    [2, 0, 0],
    [1, 0, 0],
  ],
  [
    [2, 3, 2, 3],
    [1, 0, 2, 1],
    [0, 3, 1, 2],
  ],
  [
    [2, 3, 2, 3],
    [0, 1, 1, 0],
    [0, 1, 1, 0],
  ],
  [
    [2, 1, 2, 1, 2],
    [0, 1, 0, 2, 1],
    [1, 0, 1, 0, 2],
  ],
  [
    [1, 2, 1, 2, 1, 2],
    [1, 0, 1, 0, 0, 1],
    [0, 1, 0, 1, 2, 0],
  ],
];

/** By the sizes along the axis; all others are the shape's. */
const PARTS: readonly (readonly [shape: Shape, axis: number, sizes: readonly number[]])[] = [
  [[2, 3, 4], 1, [1, 3, 2]],
  [[2, 3, 4], 0, [2, 1, 3]],
  [[2, 3, 4], 2, [4, 1, 2]],
  [[2, 3, 4], 1, [0, 2, 3]],
  [[2, 3, 2, 3], 2, [2, 1, 3]],
  [[2, 3, 2, 3], 1, [1, 1, 2, 1]],
  [[2, 1, 2, 3, 1, 2], 3, [1, 2, 1]],
  [[3, 2], 0, Array.from({ length: 40 }, (_, i) => 1 + (i % 3))],
];

/** Indices go a little beyond both ends, where they count as the ends. */
const PICKS: readonly (readonly [shape: Shape, axis: number, indices: Shape])[] = [
  [[3, 4, 5], 1, [6]],
  [[3, 4, 5], 2, [2, 3]],
  [[3, 4, 5], 0, [2, 3]],
  [[3, 4, 5], 1, []],
  [[3, 4, 5], 1, [2, 2]],
  [[2, 3, 4, 3], 1, [5]],
  [[2, 3, 4, 3], 2, [2, 1, 3]],
  [[2, 3, 4, 3], 3, [4]],
  [[2, 1, 2, 3, 1, 2], 3, [5]],
];

const indices = ([shape, axis, at]: (typeof PICKS)[number]) => whole(at, -2, shape[axis]! + 2);

const picks = each(PICKS, (pick, dtype) =>
  swept('gather', [ofDType[dtype](pick[0]), indices(pick)], { axis: pick[1] }, `along ${pick[1]}`),
);

const additions = PICKS.map((pick) => {
  const [shape, axis, at] = pick;
  const updates = real([...shape.slice(0, axis), ...at, ...shape.slice(axis + 1)]);
  return swept('scatterAdd', [indices(pick), updates], { axis, size: shape[axis]! }, `along ${axis}`);
});

const FILLS: Readonly<Record<DType, number>> = { f32: -7.5, i32: -16777217, bool: 1 };

const parts = each(PARTS, ([shape, axis, sizes], dtype) =>
  sweptAs(
    'concat',
    `${dtype}${printShape(shape)}, ${sizes.length > 9 ? `${sizes.length} parts` : sizes.join(' + ')} along ${axis}`,
    sizes.map((size) => ofDType[dtype](shape.with(axis, size))),
    { axis },
  ),
);

export const movements = {
  transpose: each(TURNS, ([shape, perm], dtype) =>
    swept('transpose', [ofDType[dtype](shape)], { perm }, `by ${perm.join(' ')}`),
  ),
  reshape: each(SHAPES, ([from, to], dtype) =>
    swept('reshape', [ofDType[dtype](from)], { shape: to }, `to ${to.join(' x ')}`),
  ),
  broadcastTo: each(COPIES, ([from, to], dtype) =>
    swept('broadcastTo', [ofDType[dtype](from)], { shape: to }, `to ${to.join(' x ')}`),
  ),
  slice: each(BOXES, ([shape, starts, sizes], dtype) =>
    swept('slice', [ofDType[dtype](shape)], { starts, sizes }, `from ${starts.join(' ')}, ${sizes.join(' x ')}`),
  ),
  pad: each(FRAMES, ([shape, before, after], dtype) =>
    swept(
      'pad',
      [ofDType[dtype](shape)],
      { before, after, value: FILLS[dtype] },
      `by ${before.join(' ')} and ${after.join(' ')}`,
    ),
  ),
  concat: parts,
  gather: picks,
  scatterAdd: additions,
  iota: [
    ...[0, 1, 2, 3].map((axis) => ({ shape: [2, 3, 4, 5], axis })),
    ...[0, 2, 5].map((axis) => ({ shape: [2, 1, 3, 2, 1, 4], axis })),
  ].map(({ shape, axis }) => swept('iota', [], { shape, axis }, `${shape.join(' x ')} along ${axis}`)),
} as { readonly [O in OpName]?: readonly ValueCase<O>[] };
