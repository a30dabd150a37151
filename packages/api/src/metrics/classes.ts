/** The metrics: one line each, which exports the metric and gives it its name. */
export { Accuracy } from './accuracy.ts';
export { AUC, type AUCConfig } from './auc.ts';
export { BinaryAccuracy, type BinaryAccuracyConfig } from './binary-accuracy.ts';
export { BinaryCrossentropy, type BinaryCrossentropyConfig } from './binary-crossentropy.ts';
export { BinaryIoU, type BinaryIoUConfig } from './binary-iou.ts';
export { CategoricalAccuracy } from './categorical-accuracy.ts';
export { CategoricalCrossentropy, type CategoricalCrossentropyConfig } from './categorical-crossentropy.ts';
export { CategoricalHinge } from './categorical-hinge.ts';
export { CosineSimilarity, type CosineSimilarityConfig } from './cosine-similarity.ts';
export { F1Score } from './f1-score.ts';
export { FalseNegatives } from './false-negatives.ts';
export { FalsePositives } from './false-positives.ts';
export { FBetaScore, type F1ScoreConfig, type FBetaScoreConfig } from './f-beta-score.ts';
export { Hinge } from './hinge.ts';
export { IoU, type IoUConfig } from './iou.ts';
export { KLDivergence } from './kl-divergence.ts';
export { LogCoshError } from './log-cosh-error.ts';
export { Mean } from './mean.ts';
export { MeanAbsoluteError } from './mean-absolute-error.ts';
export { MeanAbsolutePercentageError } from './mean-absolute-percentage-error.ts';
export { MeanIoU, type MeanIoUConfig } from './mean-iou.ts';
export { MeanSquaredError } from './mean-squared-error.ts';
export { MeanSquaredLogarithmicError } from './mean-squared-logarithmic-error.ts';
export { OneHotIoU, type OneHotIoUConfig } from './one-hot-iou.ts';
export { OneHotMeanIoU, type OneHotMeanIoUConfig } from './one-hot-mean-iou.ts';
export { Poisson } from './poisson.ts';
export { Precision } from './precision.ts';
export { PrecisionAtRecall, type PrecisionAtRecallConfig } from './precision-at-recall.ts';
export { R2Score, type R2ScoreConfig } from './r2-score.ts';
export { Recall } from './recall.ts';
export { RecallAtPrecision, type RecallAtPrecisionConfig } from './recall-at-precision.ts';
export { RootMeanSquaredError } from './root-mean-squared-error.ts';
export { SensitivityAtSpecificity, type SensitivityAtSpecificityConfig } from './sensitivity-at-specificity.ts';
export { SparseCategoricalAccuracy } from './sparse-categorical-accuracy.ts';
export {
  SparseCategoricalCrossentropy,
  type SparseCategoricalCrossentropyConfig,
} from './sparse-categorical-crossentropy.ts';
export { SparseTopKCategoricalAccuracy } from './sparse-top-k-categorical-accuracy.ts';
export { SpecificityAtSensitivity, type SpecificityAtSensitivityConfig } from './specificity-at-sensitivity.ts';
export { SquaredHinge } from './squared-hinge.ts';
export { Sum } from './sum.ts';
export { TopKCategoricalAccuracy, type TopKCategoricalAccuracyConfig } from './top-k-categorical-accuracy.ts';
export { TrueNegatives } from './true-negatives.ts';
export { TruePositives } from './true-positives.ts';
