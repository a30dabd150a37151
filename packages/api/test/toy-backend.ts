/** A kernel backend of a few ops over plain arrays that counts the tensors that are alive, for tests. */
import {
  GraphBuilder,
  kernelBackend,
  type Backend,
  type Graph,
  type KernelBackendDefinition,
  type TensorData,
  type TypedArray,
} from '../src/ir/index.ts';

/** The toy engine's tensor. */
export interface Toy {
  readonly data: TypedArray;
  alive: boolean;
}

/** A backend of a few ops, and the number of its tensors that are alive now and were at most. */
export function toyBackend(change: Partial<KernelBackendDefinition<Toy>> = {}): {
  backend: Backend;
  alive: () => number;
  most: () => number;
} {
  let [alive, most] = [0, 0];
  const make = (data: TypedArray): Toy => {
    most = Math.max(most, ++alive);
    return { data, alive: true };
  };
  const read = (toy: Toy): TypedArray => {
    if (!toy.alive) throw new Error('read after dispose');
    return toy.data;
  };
  const definition: KernelBackendDefinition<Toy> = {
    name: 'toy',
    kernels: {
      neg: ([x]) => make(read(x!).map((v) => -v)),
      add: ([x, y]) => make(read(x!).map((v, i) => v + read(y!)[i]!)),
      stopGradient: ([x]) => make(read(x!).slice()),
      sqrt: ([x]) => {
        if (read(x!).some((v) => v < 0)) throw new Error('the engine failed');
        return make(read(x!).map(Math.sqrt));
      },
      isFinite: ([x]) => make(Uint8Array.from(read(x!), (v) => +Number.isFinite(v))),
    },
    upload: ({ data }) => make(data.slice()),
    download: (toy, { dtype, shape }) => ({ dtype, shape, data: read(toy).slice() }),
    dispose: (toy) => {
      if (!toy.alive) throw new Error('disposed twice');
      toy.alive = false;
      alive--;
    },
    ...change,
  };
  return { backend: kernelBackend(definition), alive: () => alive, most: () => most };
}

/** A vector. */
export const f32 = (...values: number[]): TensorData => ({
  dtype: 'f32',
  shape: [values.length],
  data: Float32Array.from(values),
});
/** A scalar. */
export const scalar = (value: number): TensorData => ({ dtype: 'f32', shape: [], data: Float32Array.of(value) });
/** The elements of a value. */
export const numbers = (value: TensorData | undefined): number[] => [...value!.data];

/** total ← total + x, unless x is not finite. */
export function counter(): Graph {
  const b = new GraphBuilder();
  const [x, total] = [b.input('x', 'f32', []), b.input('total', 'f32', [])];
  const next = b.add(total, x);
  return b.build({
    outputs: { next, was: total },
    state: [{ name: 'total', node: total, next }],
    commit: b.isFinite(x),
  });
}
