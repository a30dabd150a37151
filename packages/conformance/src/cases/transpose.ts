/** What must hold of transpose. */
import type { CaseArray, OpCases, ValueCase } from '../case.ts';
import { at, bool, f32, fill, i32, noise } from '../data.ts';

const x = f32([2, 3], [1, 2, 3, 4, 5, 6]);

/** Axis i of the output is axis perm[i] of the input. */
function moved(of: CaseArray, perm: readonly number[]): CaseArray {
  const shape = perm.map((axis) => of.shape[axis]!);
  return fill(of.dtype, shape, (index) =>
    at(
      of,
      of.shape.map((_, axis) => index[perm.indexOf(axis)]!),
    ),
  );
}

function permuted(shape: readonly number[], perm: readonly number[]): ValueCase<'transpose'> {
  const input = noise(shape, 27);
  return {
    kind: 'large',
    name: `${shape.join(' x ')} by ${perm.join(' ')}`,
    inputs: [input],
    attrs: { perm },
    output: moved(input, perm),
  };
}

export const transposeCases: OpCases<'transpose'> = {
  values: [
    { kind: 'plain', name: 'plain', inputs: [x], attrs: { perm: [1, 0] }, output: f32([3, 2], [1, 4, 2, 5, 3, 6]) },
    {
      kind: 'plain',
      name: 'three axes',
      inputs: [f32([1, 2, 3], x.data)],
      attrs: { perm: [2, 0, 1] },
      output: f32([3, 1, 2], [1, 4, 2, 5, 3, 6]),
    },
    { kind: 'edge', name: 'nothing moves', inputs: [x], attrs: { perm: [0, 1] }, output: x },
    { kind: 'edge', name: 'rank 0', inputs: [f32([], [7])], attrs: { perm: [] }, output: f32([], [7]) },
    { kind: 'edge', name: 'rank 1', inputs: [f32([3], [1, 2, 3])], attrs: { perm: [0] }, output: f32([3], [1, 2, 3]) },
    { kind: 'empty', name: 'no elements', inputs: [f32([0, 3], [])], attrs: { perm: [1, 0] }, output: f32([3, 0], []) },
    {
      kind: 'special',
      name: 'special values',
      inputs: [f32([2, 2], [NaN, Infinity, -Infinity, -0])],
      attrs: { perm: [1, 0] },
      output: f32([2, 2], [NaN, -Infinity, Infinity, -0]),
    },
    {
      kind: 'integer',
      name: 'int32',
      inputs: [i32([2, 2], [1, 16777217, -2147483648, 4])],
      attrs: { perm: [1, 0] },
      output: i32([2, 2], [1, -2147483648, 16777217, 4]),
    },
    {
      kind: 'integer',
      name: 'bool',
      inputs: [bool([2, 2], [1, 1, 0, 0])],
      attrs: { perm: [1, 0] },
      output: bool([2, 2], [1, 0, 1, 0]),
    },
    permuted([33, 65], [1, 0]),
    permuted([5, 7, 9], [0, 2, 1]),
    permuted([5, 7, 9], [1, 0, 2]),
    permuted([5, 7, 9], [2, 1, 0]),
    permuted([3, 4, 5, 2], [0, 2, 1, 3]),
    permuted([3, 4, 5, 2], [3, 1, 0, 2]),
    permuted([2, 3, 2, 3, 2], [4, 2, 0, 3, 1]),
  ],
  gradients: [
    {
      name: 'three axes',
      inputs: [f32([1, 2, 3], x.data)],
      attrs: { perm: [2, 0, 1] },
      wrt: [0],
      upstream: f32([3, 1, 2], [10, 40, 20, 50, 30, 60]),
      gradients: [f32([1, 2, 3], [10, 20, 30, 40, 50, 60])],
    },
  ],
};
