/** Models of a few weights, and files of weights for them. */
import { Dense, sequential, type Model, type Sequential, type TensorData } from '@bernoulli/api';
import { cpu } from '@bernoulli/backend-cpu';

export function built<M extends Model>(model: M, features = 6): M {
  model.compile({ seed: 1, backend: cpu() });
  model.buildFor([features]);
  return model;
}

/** A weight of a shape, all of one value. */
export function full(shape: number[], value = 1): TensorData {
  return { dtype: 'f32', shape, data: new Float32Array(shape.reduce((n, size) => n * size, 1)).fill(value) };
}

/** A Dense of 2 inputs and 2 units, for each path; kernels of 1, 2, … */
export function denses(...paths: readonly string[]): Record<string, TensorData> {
  return Object.fromEntries(
    paths.flatMap((path, i) => [
      [`${path}/kernel`, full([2, 2], i + 1)],
      [`${path}/bias`, full([2], i + 1)],
    ]),
  );
}

export function chain(count: number, name = 'net'): Sequential {
  return built(
    sequential(
      Array.from({ length: count }, () => new Dense({ units: 2 })),
      { name },
    ),
    2,
  );
}
