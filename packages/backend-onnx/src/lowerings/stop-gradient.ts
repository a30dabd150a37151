/** x itself. */
import type { NoAttrs } from '@bernoulli/api/ir';
import type { Lowering } from './lowering.ts';

export const stopGradient: Lowering<NoAttrs> = ([x]) => x!.name;
