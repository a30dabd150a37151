/** What every ensemble answers, from what its members predict. */
import type { Inputs } from '@bernoulli/api';
import type { Values } from '../input/values.ts';
import { predictiveMean } from '../samples/predictive-mean.ts';
import { predictiveVariance } from '../samples/predictive-variance.ts';

/** Models that are asked together. What it predicts, it predicts in double precision. */
export abstract class Ensemble {
  /** Every member's prediction, `[members, rows, …]`. */
  protected abstract samples(x: Inputs): Promise<Values>;

  /** The mean of the members' predictions, `[rows, …]`. */
  async predict(x: Inputs): Promise<Values> {
    return predictiveMean(await this.samples(x));
  }

  /** Mean, variance (divided by the number of members) and every member's prediction, `[members, rows, …]`: what `model.sample` gives. */
  async sample(x: Inputs): Promise<Record<'mean' | 'variance' | 'samples', Values>> {
    const samples = await this.samples(x);
    return { mean: predictiveMean(samples), variance: predictiveVariance(samples), samples };
  }
}
