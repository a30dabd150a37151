/** Masks that a user hands in, held against the sites they are for. */
import { toTensor, type ArrayInput } from '../data/index.ts';
import { fail, listed, printShape, sameShape, type TensorData } from '../ir/index.ts';
import type { Site } from '../tracing/site.ts';

/** Masks by site path: 1 keeps, 0 drops. */
export type Masks = Readonly<Record<string, ArrayInput>>;

/**
 * The masks as tensors of their sites' types, by path.
 *
 * @throws BernoulliError `NAME` for a site that does not exist; `SHAPE` or `DATA` for a mask that does not fit.
 */
export function checkMasks(who: string, masks: Masks, sites: ReadonlyMap<string, Site>): Record<string, TensorData> {
  return Object.fromEntries(
    Object.entries(masks).map(([path, mask]) => {
      const { type } = siteAt(who, path, sites);
      const value = toTensor(mask, type.dtype, who, { name: path });
      if (!sameShape(value.shape, type.shape))
        fail('SHAPE', {
          who,
          at: path,
          what: `the mask must be ${printShape(type.shape)}`,
          received: printShape(value.shape),
        });
      return [path, value];
    }),
  );
}

export function siteAt(who: string, path: string, sites: ReadonlyMap<string, Site>): Site {
  return (
    sites.get(path) ??
    fail('NAME', {
      who,
      what: 'there is no such site',
      received: path,
      hint: `Sites are ${listed(sites.keys()) || 'none'}`,
    })
  );
}
