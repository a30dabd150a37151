/** How long the bench takes pains: less for each point of a curve, for there are many. */
import type { Effort } from './measure.ts';
import type { Options } from './options.ts';
import type { Work } from './work.ts';

export function effortOf({ quick, rounds, curves }: Pick<Options, 'quick' | 'rounds' | 'curves'>): Effort {
  if (curves !== undefined && !quick) return { rounds, warmUp: 700, atLeast: 300 };
  return quick ? { rounds, warmUp: 300, atLeast: 100 } : { rounds, warmUp: 1500, atLeast: 700 };
}

/** The same work with fewer steps in a pass, where a pass of a slow contender would take a quick run half a minute. */
export function shortened(work: Work): Work {
  const { job } = work;
  if (job.kind !== 'architecture') return work;
  const steps = Math.ceil(job.architecture.steps / 4);
  return { ...work, job: { ...job, architecture: { ...job.architecture, steps } } };
}
