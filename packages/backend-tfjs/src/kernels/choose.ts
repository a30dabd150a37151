/** A choice between operands of one shape. */
import { sizeOf } from '@bernoulli/api/ir';
import type { Engine, Tensor } from '../engine/engine.ts';

/** The GPU kernels stop here. */
const MAX_RANK = 4;

/** t where the condition holds, else e. To be called inside `tidy`. */
export function choose(engine: Engine, condition: Tensor, t: Tensor, e: Tensor): Tensor {
  if (engine.onHost || t.shape.length <= MAX_RANK) return engine.run('Select', { condition, t, e });
  const flat = (x: Tensor): Tensor => engine.share(x, [sizeOf(x.shape)]);
  return engine.share(engine.run('Select', { condition: flat(condition), t: flat(t), e: flat(e) }), t.shape);
}
