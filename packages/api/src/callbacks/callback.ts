/** What may listen to training. */
import type { BernoulliError } from '../ir/index.ts';
import type { Logs } from '../metrics/logs.ts';
import type { Model } from '../model/model.ts';

/** What a callback is told of the run. */
export interface TrainContext {
  readonly model: Model;
  /** Optimizer, losses and metrics, as `compile` was given them. */
  readonly parts: readonly unknown[];
  readonly epochs: number;
  /** The first epoch of this run: 0, or, where it goes on with an earlier one, the epoch that was interrupted. */
  readonly initialEpoch: number;
  /** Steps per epoch, where it is known. */
  readonly batches: number | undefined;
  /** Ends training after this epoch. */
  stop(): void;
}

/** Every method is optional, may be async, and is awaited. Epochs and batches count from 0. */
export interface Callback {
  onTrainBegin?(context: TrainContext): void | Promise<void>;
  onEpochBegin?(epoch: number, context: TrainContext): void | Promise<void>;
  /** `logs()` works out the figures of the epoch so far, if asked. */
  onBatchEnd?(batch: number, logs: () => Logs, context: TrainContext): void | Promise<void>;
  /**
   * A step was not finite, and was not taken. Whoever calls `context.stop()` here ends training at this step, and `fit` returns;
   * otherwise it fails with the error.
   */
  onNonFinite?(error: BernoulliError, context: TrainContext): void | Promise<void>;
  /** Figures that are added to `logs` are seen by the callbacks that come after, and are kept in the history. */
  onEpochEnd?(epoch: number, logs: Logs, context: TrainContext): void | Promise<void>;
  onTrainEnd?(logs: Logs, context: TrainContext): void | Promise<void>;
}
