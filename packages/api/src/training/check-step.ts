/** Numbers of training steps, as users name them. */
import { fail } from '../ir/index.ts';

/** @throws BernoulliError `CONFIG` for what is not the number of a step. */
export function checkStep(step: number, who: string): void {
  if (!Number.isInteger(step) || step < 0 || step > 0xffffffff)
    fail('CONFIG', { who, what: 'step must be a whole number in [0, 2³²)', received: step });
}
