/** The initializers: their table, and the way to one by name. */
import { fromTable, toThing, type Saved } from '../config/registry.ts';
import { Constant } from './constant.ts';
import { GlorotNormal } from './glorot-normal.ts';
import { GlorotUniform } from './glorot-uniform.ts';
import { HeNormal } from './he-normal.ts';
import { HeUniform } from './he-uniform.ts';
import type { Initializer } from './initializer.ts';
import { LecunNormal } from './lecun-normal.ts';
import { LecunUniform } from './lecun-uniform.ts';
import { Ones } from './ones.ts';
import { RandomNormal } from './random-normal.ts';
import { RandomUniform } from './random-uniform.ts';
import { TruncatedNormal } from './truncated-normal.ts';
import { VarianceScaling } from './variance-scaling.ts';
import { Zeros } from './zeros.ts';

/** Every initializer under its class name. */
export const initializers = {
  Constant,
  GlorotNormal,
  GlorotUniform,
  HeNormal,
  HeUniform,
  LecunNormal,
  LecunUniform,
  Ones,
  RandomNormal,
  RandomUniform,
  TruncatedNormal,
  VarianceScaling,
  Zeros,
} as const;

const aliases = { normal: 'RandomNormal', uniform: 'RandomUniform', one: 'Ones', zero: 'Zeros' };

/**
 * The initializer itself, or the one that a name (`glorotUniform`, `he_normal`, `zeros`) or a `{ className, config }` stands for.
 *
 * @throws BernoulliError `NAME` for an unknown name, with the names that exist; `CONFIG` for anything else.
 */
export function getInitializer(initializer: string | Initializer | Saved): Initializer {
  return toThing<Initializer>('initializer', initializers, initializer, ['draw', 'getConfig'], aliases);
}

/** Builds the initializer that `{ className, config }` describes, as `getConfig` gave it. */
export function initializerFromConfig(saved: Saved): Initializer {
  return fromTable<Initializer>('initializer', initializers, saved);
}

export { Constant, type ConstantConfig } from './constant.ts';
export { GlorotNormal } from './glorot-normal.ts';
export { GlorotUniform } from './glorot-uniform.ts';
export { HeNormal } from './he-normal.ts';
export { HeUniform } from './he-uniform.ts';
export type { Initializer } from './initializer.ts';
export { LecunNormal } from './lecun-normal.ts';
export { LecunUniform } from './lecun-uniform.ts';
export { Ones } from './ones.ts';
export { RandomNormal, type RandomNormalConfig } from './random-normal.ts';
export { RandomUniform, type RandomUniformConfig } from './random-uniform.ts';
export type { Distribution, FanMode } from './scaled.ts';
export { TruncatedNormal, type TruncatedNormalConfig } from './truncated-normal.ts';
export { VarianceScaling, type VarianceScalingConfig } from './variance-scaling.ts';
export { Zeros } from './zeros.ts';
