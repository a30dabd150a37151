/** The learning rate of a model in training, where a callback is to set it. */
import { fail } from '../ir/index.ts';
import type { Model } from '../model/model.ts';

/** @throws BernoulliError `CONFIG` where the optimizer follows a schedule, which whoever sets a rate would replace. */
export function optimizerRate(who: string, { optimizer }: Model): number {
  const { learningRate } = optimizer;
  return typeof learningRate === 'number'
    ? learningRate
    : fail('CONFIG', {
        who,
        what: `the learning rate of ${optimizer.className} is a schedule, and cannot be set as well`,
        hint: 'Give the optimizer a number',
      });
}
