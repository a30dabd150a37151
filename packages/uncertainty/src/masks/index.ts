/** Masks in hand. */
export { maskFingerprint } from './mask-fingerprint.ts';
export { maskStatistics, type MaskStatisticsOptions, type SiteStatistics } from './mask-statistics.ts';
