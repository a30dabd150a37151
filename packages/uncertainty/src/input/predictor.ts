/** What is asked of a model here: that it learns, and that it predicts one array. */
import type { ArrayInput, BatchSource, FitOptions, Inputs } from '@bernoulli/api';

/** A model with one output, an ensemble, or anything else that learns and predicts rows. */
export interface Predictor {
  fit(x: Inputs | BatchSource, y?: ArrayInput, options?: FitOptions): Promise<unknown>;
  predict(x: Inputs): Promise<ArrayInput>;
}
