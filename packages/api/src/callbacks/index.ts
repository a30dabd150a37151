/** What may listen to training: one line each. */
export type { Callback, TrainContext } from './callback.ts';
export { EarlyStopping, type EarlyStoppingConfig } from './early-stopping.ts';
export { History } from './history.ts';
export { ModelCheckpoint, type ModelCheckpointConfig } from './model-checkpoint.ts';
export type { MonitorConfig } from './monitor.ts';
export { ProgressBar, type Screen, type Verbosity } from './progress-bar.ts';
