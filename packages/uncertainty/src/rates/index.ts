/** The choice of a dropout rate. */
export type { Comparison } from './compare.ts';
export { findRate, type FindRateOptions, type RateResult, type RateSearch, type RateTrial } from './find-rate.ts';
