/** Our own backends, through what a user calls. */
import type { Backend } from '@bernoulli/api';
import type { Prepare, Ready } from '../process/timing.ts';
import type { Job } from '../work.ts';
import { choose } from './backends.ts';
import { learns, predicts, trains } from './our-models.ts';
import { trainsArchitecture } from './our-architectures.ts';
import { draws, multiplies } from './our-graphs.ts';

type Pass = Pick<Ready, 'units' | 'fresh' | 'pass'>;

export const prepareOurs: Prepare = async (job, options) => {
  const { backend, threads } = await choose(options);
  return { ...(await passOf(job, backend)), threads };
};

function passOf(job: Job, backend: Backend): Promise<Pass> {
  switch (job.kind) {
    case 'train':
      return trains(job.network, backend);
    case 'architecture':
      return trainsArchitecture(job.architecture, backend);
    case 'learn':
      return learns(job, backend);
    case 'predict':
      return predicts(job.network, job.rows, backend);
    case 'product':
      return multiplies(job.size, backend);
    case 'noise':
      return draws(job.elements, backend);
  }
}
