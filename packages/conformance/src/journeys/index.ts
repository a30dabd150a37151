/** Whole programs through a backend: what no case of a single op can show. */
import { atOnceJourneys } from './at-once.ts';
import { carriedState } from './carried-state.ts';
import { errors } from './errors.ts';
import { folding } from './folding.ts';
import { inPlace } from './in-place.ts';
import type { Journey } from './journey.ts';
import { large } from './large.ts';
import { masks } from './masks.ts';
import { memory } from './memory.ts';
import { names } from './names.ts';
import { nans } from './nan-signs.ts';
import { oddGraphs } from './odd-graphs.ts';
import { ownership } from './ownership.ts';
import { pairs } from './pairs.ts';
import { random } from './random.ts';
import { randomPrograms } from './random-programs.ts';
import { refusals } from './refusals.ts';
import { residual } from './residual.ts';
import { seeming } from './seeming.ts';
import { sharedState } from './shared-state.ts';
import { time } from './time.ts';
import { training } from './training.ts';

export const journeys: readonly Journey[] = [
  ...carriedState,
  ...sharedState,
  ...ownership,
  ...time,
  ...atOnceJourneys,
  ...memory,
  ...inPlace,
  ...oddGraphs,
  ...names,
  ...folding,
  ...pairs,
  ...seeming,
  ...nans,
  ...large,
  ...errors,
  ...refusals,
  ...random,
  ...masks,
  ...residual,
  ...training,
  ...randomPrograms,
];
