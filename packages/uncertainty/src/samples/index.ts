/** What several networks say together. */
export { expectedEntropy } from './expected-entropy.ts';
export { mutualInformation } from './mutual-information.ts';
export { predictiveEntropy } from './predictive-entropy.ts';
export { predictiveMean } from './predictive-mean.ts';
export { predictiveQuantiles } from './predictive-quantiles.ts';
export { predictiveVariance } from './predictive-variance.ts';
