/** Whole programs through a backend: what no case of a single op can show. */
import { carriedState } from './carried-state.ts';
import { errors } from './errors.ts';
import { inPlace } from './in-place.ts';
import type { Journey } from './journey.ts';
import { large } from './large.ts';
import { nans } from './nan-signs.ts';
import { oddGraphs } from './odd-graphs.ts';
import { ownership } from './ownership.ts';
import { random } from './random.ts';
import { residual } from './residual.ts';
import { sharedState } from './shared-state.ts';
import { training } from './training.ts';

export const journeys: readonly Journey[] = [
  ...carriedState,
  ...sharedState,
  ...ownership,
  ...inPlace,
  ...oddGraphs,
  ...nans,
  ...large,
  ...errors,
  ...random,
  ...residual,
  ...training,
];
