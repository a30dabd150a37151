/** Numbers in [−0.5, 0.5), never round, the same for a seed at each call. */
import { fillUniform, key, sizeOf, type Shape, type TensorData } from '@bernoulli/api/ir';

export function noise(seed: number, shape: Shape): TensorData {
  const data = new Float32Array(sizeOf(shape));
  fillUniform(key(seed), data);
  return { dtype: 'f32', shape, data: data.map((x) => x - 0.5) };
}
