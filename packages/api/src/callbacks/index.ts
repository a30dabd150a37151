/** What may listen to training: one line each. */
export type { Callback, TrainContext } from './callback.ts';
export { EarlyStopping, type EarlyStoppingConfig } from './early-stopping.ts';
export { History, type HistoryChartOptions } from './history.ts';
export { LambdaCallback, type LambdaCallbackConfig } from './lambda-callback.ts';
export { LearningRateScheduler, type LearningRateSchedulerConfig } from './learning-rate-scheduler.ts';
export { ModelCheckpoint, type ModelCheckpointConfig } from './model-checkpoint.ts';
export type { MonitorConfig } from './monitor.ts';
export { ProgressBar, type Verbosity } from './progress-bar.ts';
export { ReduceLROnPlateau, type ReduceLROnPlateauConfig } from './reduce-lr-on-plateau.ts';
export type { Screen } from './screen.ts';
export { TerminateOnNaN } from './terminate-on-nan.ts';
