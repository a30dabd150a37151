/** Running means, as optimizers keep them. */
import type { Tensor } from '../tracing/tensor.ts';

/** s + (1 − memory)(x − s). */
export function toward(slot: Tensor, value: Tensor, memory: number): Tensor {
  return slot.add(value.sub(slot).mul(1 - memory));
}
