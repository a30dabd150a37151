/** The losses: one line each, which exports the loss and gives it its name. */
export { BinaryCrossentropy, type BinaryCrossentropyConfig } from './binary-crossentropy.ts';
export { BinaryFocalCrossentropy, type BinaryFocalCrossentropyConfig } from './binary-focal-crossentropy.ts';
export { CategoricalCrossentropy, type CategoricalCrossentropyConfig } from './categorical-crossentropy.ts';
export {
  CategoricalFocalCrossentropy,
  type CategoricalFocalCrossentropyConfig,
} from './categorical-focal-crossentropy.ts';
export {
  CategoricalGeneralizedCrossEntropy,
  type CategoricalGeneralizedCrossEntropyConfig,
} from './categorical-generalized-cross-entropy.ts';
export { CategoricalHinge } from './categorical-hinge.ts';
export { Circle, type CircleConfig } from './circle.ts';
export { CosineSimilarity, type CosineSimilarityConfig } from './cosine-similarity.ts';
export { CTC, type CTCConfig } from './ctc.ts';
export { Dice, type DiceConfig } from './dice.ts';
export { Hinge } from './hinge.ts';
export { Huber, type HuberConfig } from './huber.ts';
export { KLDivergence } from './kl-divergence.ts';
export { LogCosh } from './log-cosh.ts';
export { MeanAbsoluteError } from './mean-absolute-error.ts';
export { MeanAbsolutePercentageError } from './mean-absolute-percentage-error.ts';
export { MeanSquaredError } from './mean-squared-error.ts';
export { MeanSquaredLogarithmicError } from './mean-squared-logarithmic-error.ts';
export { Poisson } from './poisson.ts';
export {
  SparseCategoricalCrossentropy,
  type SparseCategoricalCrossentropyConfig,
} from './sparse-categorical-crossentropy.ts';
export { SquaredHinge } from './squared-hinge.ts';
export { Tversky, type TverskyConfig } from './tversky.ts';
