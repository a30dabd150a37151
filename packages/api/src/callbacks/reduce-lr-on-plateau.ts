/** Lowers the learning rate when nothing gets better any more. */
import { atLeast, field, readConfig, whole } from '../ir/index.ts';
import type { Logs } from '../metrics/logs.ts';
import type { Callback, TrainContext } from './callback.ts';
import { Monitor, monitorFields, type MonitorConfig } from './monitor.ts';
import { optimizerRate } from './optimizer-rate.ts';

export interface ReduceLROnPlateauConfig extends MonitorConfig {
  /** What the rate is multiplied by, in (0, 1). Default 0.1. */
  readonly factor?: number | undefined;
  /** Epochs without improvement that are waited for, from 0 up. Default 10. */
  readonly patience?: number | undefined;
  /** How much better counts as better, from 0 up. Default 0.0001. */
  readonly minDelta?: number | undefined;
  /** Epochs after a reduction in which none is waited for, from 0 up. Default 0. */
  readonly cooldown?: number | undefined;
  /** The rate is never made lower than this. Default 0. */
  readonly minLr?: number | undefined;
}

const fields = {
  ...monitorFields,
  minDelta: atLeast(0, 1e-4),
  factor: field('be a number between 0 and 1, both excluded', (x) => (x as number) > 0 && (x as number) < 1, 0.1),
  patience: whole(0, 10),
  cooldown: whole(0, 0),
  minLr: atLeast(0, 0),
};

/**
 * Multiplies the optimizer's learning rate by `factor` once the figure has not improved for `patience` epochs, and adds the rate
 * that an epoch was trained with to the figures as `learningRate`. It counts anew at each `fit`.
 *
 * @throws BernoulliError `CONFIG` for a bad or unknown setting, and, during training, for an optimizer that follows a schedule; `NAME`
 * when there is no such figure.
 * @example
 * ```ts
 * import { Dense, ReduceLROnPlateau, sequential, SGD } from '@bernoulli/api';
 * import { cpu } from '@bernoulli/backend-cpu';
 * const model = sequential([new Dense({ units: 1 })]);
 * model.compile({ optimizer: new SGD({ learningRate: 1 }), loss: 'meanSquaredError', seed: 1, backend: cpu() });
 * const plateau = new ReduceLROnPlateau({ monitor: 'loss', factor: 0.5, patience: 1, minDelta: 1e9 });
 * const { history } = await model.fit([[0]], [[0]], { epochs: 4, verbose: 0, callbacks: [plateau] });
 * history.learningRate; // => [1, 1, 0.5, 0.25]
 * ```
 */
export class ReduceLROnPlateau implements Callback {
  readonly #monitor: Monitor;
  readonly #factor: number;
  readonly #patience: number;
  readonly #cooldown: number;
  readonly #minLr: number;
  #waited = 0;
  #cooling = 0;

  constructor(config: ReduceLROnPlateauConfig = {}) {
    const settings = readConfig('ReduceLROnPlateau', config, fields);
    this.#monitor = new Monitor('ReduceLROnPlateau', settings);
    this.#factor = settings.factor;
    this.#patience = settings.patience;
    this.#cooldown = settings.cooldown;
    this.#minLr = settings.minLr;
  }

  onTrainBegin({ model }: TrainContext): void {
    optimizerRate('ReduceLROnPlateau', model);
    this.#monitor.reset();
    this.#waited = this.#cooling = 0;
  }

  onEpochEnd(_: number, logs: Logs, { model }: TrainContext): void {
    const rate = optimizerRate('ReduceLROnPlateau', model);
    logs['learningRate'] = rate;
    if (this.#cooling > 0) {
      this.#cooling--;
      this.#waited = 0;
    }
    if (this.#monitor.improves(logs)) this.#waited = 0;
    else if (this.#cooling === 0 && ++this.#waited >= this.#patience && rate > this.#minLr) {
      model.optimizer.learningRate = Math.max(rate * this.#factor, this.#minLr);
      this.#cooling = this.#cooldown;
      this.#waited = 0;
    }
  }
}
