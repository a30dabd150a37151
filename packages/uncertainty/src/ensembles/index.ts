/** Several networks that are asked together. */
export { deepEnsemble, DeepEnsemble, type DeepEnsembleOptions, type Member } from './deep-ensemble.ts';
export { JointEnsemble } from './joint-ensemble.ts';
