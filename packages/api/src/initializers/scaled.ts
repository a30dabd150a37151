/** Draws with a variance of scale / fan: the law behind the Glorot, He and LeCun initializers. */
import type { Shape } from '../ir/index.ts';
import type { Key } from '../ir/random/threefry.ts';
import { drawNormal, drawTruncatedNormal, drawUniform, TRUNCATED_STDDEV } from './draw.ts';
import { fansOf } from './fans.ts';

export type FanMode = 'fanIn' | 'fanOut' | 'fanAvg';
export type Distribution = 'truncatedNormal' | 'untruncatedNormal' | 'uniform';

export interface Scaling {
  readonly scale: number;
  readonly mode: FanMode;
  readonly distribution: Distribution;
}

/** Values with mean 0 and variance scale / max(1, fan). */
export function drawScaled(key: Key, shape: Shape, { scale, mode, distribution }: Scaling): Float32Array {
  const { fanIn, fanOut } = fansOf(shape);
  const fan = { fanIn, fanOut, fanAvg: (fanIn + fanOut) / 2 }[mode];
  const stddev = Math.sqrt(scale / Math.max(1, fan));
  if (distribution === 'uniform') return drawUniform(key, shape, -Math.sqrt(3) * stddev, Math.sqrt(3) * stddev);
  if (distribution === 'untruncatedNormal') return drawNormal(key, shape, 0, stddev);
  // The cut takes variance away; a wider law before it makes up for that.
  return drawTruncatedNormal(key, shape, 0, stddev / TRUNCATED_STDDEV);
}
