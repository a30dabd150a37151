/**
 * Random numbers that can be asked for again: pure functions of a key and a position, the same bits everywhere.
 * @module
 */
export { foldIn, hashPath, key, split, type Key } from '../ir/index.ts';
export { bernoulli } from './bernoulli.ts';
export { bits } from './bits.ts';
export { drawBernoulli, drawNormal, drawUniform } from './draw.ts';
export { drawnProbability } from './drawn-probability.ts';
export { permutation } from './permutation.ts';
export { siteKey } from './site.ts';
export { uniform } from './uniform.ts';

/** Version of the streams: what a seed, a path and a step draw. It changes if a single bit of that ever does. */
export const STREAM_VERSION = 1;
