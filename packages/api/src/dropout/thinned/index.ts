/** Small networks as arrays, all their thinned networks, and what stands in for these. */
export {
  enumerateThinned,
  exactMoments,
  sampledMoments,
  type SampledMomentsConfig,
  type ThinnedNetwork,
} from './enumerate.ts';
export { fastDropout, weightScaling, type OutputMoments } from './moments.ts';
export type { ThinnedLayer } from './network.ts';
