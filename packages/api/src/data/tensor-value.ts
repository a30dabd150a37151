/** Numbers that the library hands out: flat, with their shape, and as nested arrays where those are wanted. */
import { fail, printShape, type DType, type Shape, type TensorData, type TypedArray } from '../ir/index.ts';

/** Arrays in arrays of numbers, down to any depth. */
export type NestedNumbers = (number | NestedNumbers)[];

/** Numbers of so many axes: `number[][]` for 2. */
export type ArrayOfRank<R extends number> = number extends R
  ? NestedNumbers
  : R extends 0
    ? number
    : R extends 1
      ? number[]
      : R extends 2
        ? number[][]
        : R extends 3
          ? number[][][]
          : R extends 4
            ? number[][][][]
            : NestedNumbers;

/** What `predict`, `sample`, `masks` and `getWeights` give: `data`, row-major, of `shape`. Whatever takes data takes it as it is. */
export class TensorValue implements TensorData {
  readonly dtype: DType;
  readonly shape: Shape;
  readonly data: TypedArray;

  constructor({ dtype, shape, data }: TensorData) {
    this.dtype = dtype;
    this.shape = shape;
    this.data = data;
  }

  /**
   * A copy as nested arrays of numbers, `[rows][columns]`; of a `bool`, 0 and 1.
   *
   * @param rank how many axes there must be. The result is then of that type: `number[][]` for 2, `number` for 0
   * @throws BernoulliError `SHAPE` where there are others, or none and no rank says so.
   * @example
   * ```ts
   * import { Dense, sequential } from '@bernoulli/api';
   * import { cpu } from '@bernoulli/backend-cpu';
   * const model = sequential([new Dense({ units: 2, kernelInitializer: 'ones' })]);
   * model.compile({ seed: 1, backend: cpu() });
   * const predicted = await model.predict([[1, 2], [3, 4], [5, 6]]);
   * predicted.toArray(); // => [[3, 3], [7, 7], [11, 11]]
   * const rows: number[][] = predicted.toArray(2);
   * rows.map(([first]) => first); // => [3, 7, 11]
   * ```
   */
  toArray(): NestedNumbers;
  toArray<R extends number>(rank: R): ArrayOfRank<R>;
  toArray(rank?: number): number | NestedNumbers {
    const { shape, data } = this;
    if (rank === undefined ? shape.length === 0 : rank !== shape.length)
      fail('SHAPE', {
        who: 'toArray',
        what: `needs ${rank === undefined ? 'one or more axes' : `${rank} axes`}`,
        received: `shape ${printShape(shape)}`,
        hint: shape.length === 0 ? 'toArray(0) gives the number' : undefined,
      });
    return shape.length === 0 ? data[0]! : nested(data, shape, 0, 0, data.length);
  }
}

/** Each value of a record, as it is handed out. */
export function valuesOf(tensors: Readonly<Record<string, TensorData>>): Record<string, TensorValue> {
  return Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [name, new TensorValue(tensor)]));
}

/** The elements `from` to `to`, nested by the axes from `axis` on. */
function nested(data: TypedArray, shape: Shape, axis: number, from: number, to: number): NestedNumbers {
  if (axis === shape.length - 1) return Array.from(data.subarray(from, to));
  const size = (to - from) / shape[axis]!;
  return Array.from({ length: shape[axis]! }, (_, i) =>
    nested(data, shape, axis + 1, from + i * size, from + (i + 1) * size),
  );
}
