/** Masks as things one can hold: what a step draws, and how likely that was. */
import { checkKeys } from '../config.ts';
import { checkBatchSize, toTensor } from '../data.ts';
import { fail, type TensorData } from '../ir/index.ts';
import type { Site } from '../trace.ts';
import type { Core } from './core.ts';
import { maskProgram } from './infer-programs.ts';
import { checkStep, type Masks } from './step.ts';

export interface MaskOptions {
  /** Rows of the batch, from 1 up. Default 32, as in `fit`. */
  readonly batchSize?: number | undefined;
}

/** Runs the noise part of the training step, on the model's backend. */
export async function drawMasks(
  core: Core,
  step: number,
  options: MaskOptions = {},
): Promise<Record<string, TensorData>> {
  checkKeys('masks', options, ['batchSize']);
  checkStep(step, 'masks');
  const batchSize = checkBatchSize(options.batchSize ?? 32, 'masks');
  core.built('masks');
  if (sitesOf(core).size === 0) return {};
  return core.run({ ...which(core, batchSize), values: {}, step });
}

/** The sum over the sites; sites are independent given the layers below. */
export function logProbability(core: Core, masks: Masks): number {
  const sites = sitesOf(core);
  return Object.entries(masks).reduce((sum, [path, mask]) => {
    const site =
      sites.get(path) ??
      fail('NAME', {
        who: 'logProbability',
        what: 'there is no such site',
        received: path,
        hint: `Sites are ${[...sites.keys()].join(', ') || 'none'}`,
      });
    const value = toTensor(mask, site.noise.dtype, 'logProbability', { name: path });
    const row = (shape: readonly number[]): string => shape.slice(1).join();
    if (row(value.shape) !== row(site.noise.shape))
      fail('SHAPE', {
        who: 'logProbability',
        at: path,
        what: `a row of the mask must be [${row(site.noise.shape)}]`,
        received: `[${row(value.shape)}]`,
      });
    return sum + site.logProbability(value);
  }, 0);
}

function sitesOf(core: Core): ReadonlyMap<string, Site> {
  core.built('masks');
  return core.program(which(core, 1)).program.sites;
}

function which(core: Core, rows: number) {
  return {
    kind: 'masks',
    rows,
    program: (shapes: readonly (readonly number[])[]) => maskProgram(core.model, core.paths, shapes),
  };
}
