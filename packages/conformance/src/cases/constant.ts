/** What must hold of constant. */
import type { OpCases } from '../case.ts';
import { bool, f32, i32, noise } from '../data.ts';

const large = noise([5, 67], 17);

export const constantCases: OpCases<'constant'> = {
  values: [
    {
      kind: 'plain',
      name: 'plain',
      inputs: [],
      attrs: { value: Float32Array.of(1, -2, 0.5, 3), shape: [2, 2] },
      output: f32([2, 2], [1, -2, 0.5, 3]),
    },
    { kind: 'edge', name: 'rank 0', inputs: [], attrs: { value: Float32Array.of(7), shape: [] }, output: f32([], [7]) },
    {
      kind: 'empty',
      name: 'no elements',
      inputs: [],
      attrs: { value: new Float32Array(0), shape: [0, 3] },
      output: f32([0, 3], []),
    },
    {
      kind: 'special',
      name: 'special values',
      inputs: [],
      attrs: { value: Float32Array.of(NaN, Infinity, -Infinity, -0), shape: [4] },
      output: f32([4], [NaN, Infinity, -Infinity, -0]),
    },
    {
      kind: 'integer',
      name: 'int32',
      inputs: [],
      attrs: { value: Int32Array.of(16777217, -2147483648), shape: [2] },
      output: i32([2], [16777217, -2147483648]),
    },
    {
      kind: 'integer',
      name: 'bool',
      inputs: [],
      attrs: { value: Uint8Array.of(1, 0, 1), shape: [3] },
      output: bool([3], [1, 0, 1]),
    },
    {
      kind: 'large',
      name: 'large',
      inputs: [],
      attrs: { value: Float32Array.from(large.data), shape: [5, 67] },
      output: large,
    },
    {
      kind: 'large',
      name: 'many elements',
      inputs: [],
      attrs: { value: Int32Array.from({ length: 70001 }, (_, i) => i * 30011), shape: [70001] },
      output: i32(
        [70001],
        Array.from({ length: 70001 }, (_, i) => i * 30011),
      ),
    },
  ],
  gradients: [],
};
