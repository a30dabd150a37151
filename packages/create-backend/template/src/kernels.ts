/** One function for each op. The compiler knows their names and attributes; what an op means is said in @bernoulli/api. */
import { arrayFrom, broadcastStrides, sizeOf, type KernelTable, type TensorData } from '@bernoulli/api/ir';

/**
 * The engine's tensor is an array with its shape here. Put your library's in its place, in `index.ts` too, and its calls
 * in the place of the loops. An op that is missing is written in simpler ones where it can be, and named where it cannot.
 */
export const kernels: Partial<KernelTable<TensorData>> = {
  // Operands broadcast as in NumPy: an axis that repeats has stride 0.
  add: ([a, b], { type: { dtype, shape } }) => {
    const [left, right] = [broadcastStrides(a!.shape, shape), broadcastStrides(b!.shape, shape)];
    const sum = new Float64Array(sizeOf(shape));
    const index = shape.map(() => 0);
    for (let i = 0; i < sum.length; i++) {
      let [at, beside] = [0, 0];
      index.forEach((n, axis) => {
        at += n * left[axis]!;
        beside += n * right[axis]!;
      });
      sum[i] = a!.data[at]! + b!.data[beside]!;
      for (let axis = shape.length - 1; axis >= 0 && ++index[axis]! === shape[axis]; axis--) index[axis] = 0;
    }
    return { dtype, shape, data: arrayFrom(dtype, sum) };
  },
};
