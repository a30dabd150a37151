/** A graph of one op with its operands, and the operands that tend to break kernels. */
import {
  fillUniform,
  GraphBuilder,
  key,
  sizeOf,
  type Graph,
  type Ref,
  type Shape,
  type TensorData,
} from '@bernoulli/api/ir';

export interface OpCase {
  readonly name: string;
  readonly graph: Graph;
  readonly inputs: Record<string, TensorData>;
}

let seed = 0;

/** Deterministic numbers in (−range, range). */
export function numbers(shape: Shape, range = 3): Float32Array {
  const out = new Float32Array(sizeOf(shape));
  fillUniform(key(++seed), out);
  return out.map((u) => (2 * u - 1) * range);
}

export const f32 = (shape: Shape, data = numbers(shape)): TensorData => ({ dtype: 'f32', shape, data });
export const i32 = (shape: Shape, range = 5): TensorData => ({
  dtype: 'i32',
  shape,
  data: Int32Array.from(numbers(shape, range)),
});
export const bool = (shape: Shape): TensorData => ({
  dtype: 'bool',
  shape,
  data: Uint8Array.from(numbers(shape), (x) => (x > 0 ? 1 : 0)),
});

/** Every kind of float that arithmetic treats in its own way. */
export const special = (): TensorData => {
  const data = Float32Array.of(
    NaN,
    Infinity,
    -Infinity,
    0,
    -0,
    1,
    -1,
    0.5,
    -0.5,
    1.5,
    2.5,
    -2.5,
    88,
    -88,
    120,
    -120,
    1e-30,
    -1e-30,
    3e38,
    1e-40,
    7,
  );
  return f32([data.length], data);
};

/** A case from operands and the node that meets them. */
export function opCase(
  name: string,
  operands: readonly TensorData[],
  write: (b: GraphBuilder, ...refs: Ref[]) => Ref,
): OpCase {
  const b = new GraphBuilder();
  const refs = operands.map(({ dtype, shape }, i) => b.input(`x${i}`, dtype, shape));
  const graph = b.build({ outputs: { y: write(b, ...refs) } });
  const shapes = operands.map((o) => `${o.dtype}[${o.shape.join(',')}]`).join(' ');
  return { name: `${name} ${shapes}`, graph, inputs: Object.fromEntries(operands.map((o, i) => [`x${i}`, o])) };
}
