/** Dropout that is drawn once for a sequence, and used in every step of it. */
import { Dropout } from '../../dropout/kinds/unit/dropout.ts';
import type { StepRate } from '../../dropout/rate.ts';
import { Tensor } from '../../tracing/tensor.ts';
import { Trace } from '../../tracing/trace.ts';

/**
 * Standard dropout whose mask is asked for apart from what it drops: a state, which each step makes anew. Each row of the batch has a mask
 * of its own.
 *
 * @see Y. Gal, Z. Ghahramani, "A Theoretically Grounded Application of Dropout in Recurrent Neural Networks", NIPS 2016.
 */
export class SequenceDropout extends Dropout {
  /**
   * What to multiply by, `[batch, gates, …]`: 0 for what is dropped, and for what is kept the scale that leaves the mean as it is.
   * Nothing where there is no noise.
   */
  factors(like: Tensor, shape: readonly [batch: number, gates: number, ...rest: number[]]): Tensor | undefined {
    const factors = (this as Dropout).apply(new Tensor(like.b, like.b.scalar(1)).broadcastTo(shape));
    return Trace.of(like).noisy ? factors : undefined;
  }

  protected override rows(): 'own' {
    return 'own';
  }
}

/** What drops at a rate, where anything is dropped. */
export function sequenceDropout(rate: StepRate): SequenceDropout | undefined {
  return rate === 0 ? undefined : new SequenceDropout({ rate });
}
