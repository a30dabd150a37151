/** Masks as things one can hold: what a step draws, and how likely that was. */
import { checkKeys } from '../config/read-config.ts';
import { checkBatchSize, toTensor } from '../data/index.ts';
import { fail, type TensorData } from '../ir/index.ts';
import type { Site } from '../tracing/trace.ts';
import type { ModelRuntime, Wanted } from '../runtime/model-runtime.ts';
import { maskProgram } from '../programs/infer.ts';
import { checkStep, type Masks } from './step.ts';

export interface MaskOptions {
  /** Rows of the batch, from 1 up. Default 32, as in `fit`. */
  readonly batchSize?: number | undefined;
}

/** Runs the noise part of the training step, on the model's backend. */
export async function drawMasks(
  runtime: ModelRuntime,
  step: number,
  options: MaskOptions = {},
): Promise<Record<string, TensorData>> {
  checkKeys('masks', options, ['batchSize']);
  checkStep(step, 'masks');
  const batchSize = checkBatchSize(options.batchSize ?? 32, 'masks');
  runtime.built('masks');
  if (sitesOf(runtime).size === 0) return {};
  const wanted = wantedMasks(runtime, batchSize);
  const { graph } = runtime.program(wanted);
  return runtime.run(wanted, {
    fill: (inputs, feed) => feed.write(inputs, step),
    read: (outputs) =>
      Object.fromEntries(
        graph.outputs.map(({ name, node }) => {
          const { dtype, shape } = graph.nodes[node]!;
          return [name, { dtype, shape, data: outputs[name]!.slice() }];
        }),
      ),
  });
}

/** The sum over the sites; sites are independent given the layers below. */
export function logProbability(runtime: ModelRuntime, masks: Masks): number {
  const sites = sitesOf(runtime);
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

function sitesOf(runtime: ModelRuntime): ReadonlyMap<string, Site> {
  runtime.built('masks');
  return runtime.program(wantedMasks(runtime, 1)).sites;
}

function wantedMasks(runtime: ModelRuntime, rows: number): Wanted {
  return { key: `masks|${rows}`, rows, program: (shapes) => maskProgram(runtime.model, runtime.paths, shapes) };
}
