/** Probabilities of classes and their logarithms, from what a model puts out. */
import type { Tensor } from '../tracing/tensor.ts';
import { clipProbability } from './clip-probability.ts';

/** log softmax(z) of logits, or log clip(p / Σp) of probabilities, along the last axis. */
export function logProbabilities(yPred: Tensor, fromLogits: boolean): Tensor {
  return fromLogits ? yPred.logSoftmax() : classProbabilities(yPred).log();
}

/**
 * clip(p / Σp) along the last axis.
 *
 * The output of a softmax sums to 1 by its law, so there the division is left out. It would change no value beyond
 * rounding, and without it log ∘ clip ∘ softmax stands bare in the graph, which is then simplified to a form that never
 * takes the logarithm of a rounded probability.
 */
export function classProbabilities(p: Tensor): Tensor {
  return clipProbability(p.b.at(p.ref.id).op === 'softmax' ? p : p.div(p.sum(-1, true)));
}
