/** Three ways to keep gradients small. */
import type { Tensor } from '../tracing/tensor.ts';

/** At most one of them is set. */
export interface Clipping {
  /** Each gradient is scaled down to this Euclidean norm. */
  readonly clipnorm: number | null;
  /** All gradients together are scaled down to this Euclidean norm. */
  readonly globalClipnorm: number | null;
  /** Each element is moved into [−clipvalue, clipvalue]. */
  readonly clipvalue: number | null;
}

/** The gradients, clipped. One pass over each besides the sum of squares. */
export function clipGradients(
  gradients: readonly Tensor[],
  { clipnorm, globalClipnorm, clipvalue }: Clipping,
): readonly Tensor[] {
  if (clipnorm !== null) return gradients.map((g) => g.mul(shrink(sumOfSquares(g), clipnorm)));
  if (globalClipnorm !== null && gradients.length > 0) {
    const total = gradients.map(sumOfSquares).reduce((sum, next) => sum.add(next));
    const factor = shrink(total, globalClipnorm);
    return gradients.map((g) => g.mul(factor));
  }
  if (clipvalue !== null) return gradients.map((g) => g.clip(-clipvalue, clipvalue));
  return gradients;
}

function sumOfSquares(g: Tensor): Tensor {
  return g.square().sum();
}

/** c / max(norm, c): 1 inside the ball, exactly. */
function shrink(squares: Tensor, c: number): Tensor {
  return squares.sqrt().maximum(c).divInto(c);
}
