/** What dropout did over a run: how often each unit was dropped. */
import type { Inputs, Model } from '@bernoulli/api';
import { field, optional, readConfig, whole } from '@bernoulli/api/ir';

export interface MaskStatisticsOptions {
  /** First training step that is looked at. Default 0. */
  readonly from?: number | undefined;
  /** How many steps, from 1 up. Default 100. */
  readonly steps?: number | undefined;
  /** Rows of a batch. Default: as in `fit`, or as many as x has. */
  readonly batchSize?: number | undefined;
  /** Rows, where a law depends on them. */
  readonly x?: Inputs | undefined;
}

/** What a site drew. */
export interface SiteStatistics {
  /** Shape of the mask of a row, or of the mask that rows share. */
  readonly shape: readonly number[];
  /** How often each element of a row was dropped, from 0 to 1, over all rows and steps. */
  readonly dropped: Float64Array;
  /** Share of all elements that were dropped. */
  readonly rate: number;
  /** Masks that were looked at: rows times steps, or steps where rows share one. */
  readonly masks: number;
}

const fields = {
  from: whole(0, 0),
  steps: whole(1, 100),
  batchSize: optional(whole(1)),
  x: optional(field<Inputs>('be rows', (value) => typeof value === 'object' && value !== null)),
};

/**
 * Counts, for every site that drops, how often each unit was dropped in the steps of a run. Nothing has to be recorded for it: what a step drew
 * follows from the seed, the place and the step, so the run may be over, or not have begun. Sites that draw other noise than 0 and 1 are left out.
 *
 * @param model must be built, and compiled with the seed of the run
 * @throws BernoulliError `CONFIG` for a bad option; `STATE` for a model that is not built; what `model.masks` throws.
 * @example
 * ```ts
 * import { Dense, Dropout, sequential } from '@bernoulli/api';
 * import { cpu } from '@bernoulli/backend-cpu';
 * import { maskStatistics } from '@bernoulli/uncertainty';
 * const model = sequential([new Dropout({ rate: 0.25 }), new Dense({ units: 1 })], { name: 'net' });
 * model.compile({ seed: 1, backend: cpu() });
 * model.buildFor([4]);
 * const { dropped, rate, masks } = (await maskStatistics(model, { steps: 50 }))['net/dropout']!;
 * [dropped.length, masks]; // => [4, 1600]
 * Math.abs(rate - 0.25) < 0.02; // => true
 * ```
 */
export async function maskStatistics(
  model: Model,
  options: MaskStatisticsOptions = {},
): Promise<Record<string, SiteStatistics>> {
  const { from, steps, batchSize, x } = readConfig('maskStatistics', options, fields);
  const sums = new Map<string, { shape: readonly number[]; dropped: Float64Array; masks: number }>();
  for (let step = from; step < from + steps; step++)
    for (const [path, { dtype, shape, data }] of Object.entries(await model.masks(step, { batchSize, x }))) {
      if (dtype !== 'bool') continue;
      const [rows, ...row] = shape as [number, ...number[]];
      const width = data.length / rows;
      const own = sums.get(path) ?? { shape: row, dropped: new Float64Array(width), masks: 0 };
      for (let i = 0; i < data.length; i++) own.dropped[i % width]! += 1 - data[i]!;
      own.masks += rows;
      sums.set(path, own);
    }
  return Object.fromEntries(
    [...sums].map(([path, { shape, dropped, masks }]) => {
      const shares = dropped.map((count) => count / masks);
      return [path, { shape, dropped: shares, rate: shares.reduce((sum, p) => sum + p, 0) / shares.length, masks }];
    }),
  );
}
