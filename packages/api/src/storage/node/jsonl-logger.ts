/** The figures of each epoch as a line of JSON. */
import type { Callback, TrainContext } from '../../callbacks/callback.ts';
import { flag, readConfig, required, text } from '../../ir/index.ts';
import type { Logs } from '../../metrics/logs.ts';
import { EpochLog } from './epoch-log.ts';

export interface JSONLLoggerConfig {
  /** Where to; directories that are missing are made. */
  readonly filename: string;
  /** Keep the lines that the file holds. Default false: it begins anew, unless `fit` goes on with an earlier run. */
  readonly append?: boolean | undefined;
}

const fields = { filename: required(text()), append: flag(false) };

/**
 * Writes `{"epoch":0,"loss":0.5}` for each epoch: an object in a line of its own (JSON Lines). JSON has no NaN and no infinity: such a
 * figure is `null`. Lines are whole at any moment; a resumed `fit` (`resume: true`) goes on in the file, at its epoch.
 *
 * @throws BernoulliError `CONFIG` for a bad or unknown setting; during training `FILE` when the system refuses.
 * @example
 * ```ts
 * import { Dense, sequential } from '@bernoulli/api';
 * import { JSONLLogger, readFile } from '@bernoulli/api/node';
 * import { cpu } from '@bernoulli/backend-cpu';
 * const model = sequential([new Dense({ units: 1, kernelInitializer: 'zeros' })]);
 * model.compile({ optimizer: 'sgd', loss: 'meanSquaredError', seed: 1, backend: cpu() });
 * const callbacks = [new JSONLLogger({ filename: 'runs/log.jsonl' })];
 * await model.fit([[0]], [[0]], { verbose: 0, callbacks });
 * new TextDecoder().decode(await readFile('runs/log.jsonl')); // => '{"epoch":0,"loss":0}\n'
 * ```
 */
export class JSONLLogger implements Callback {
  readonly #append: boolean;
  readonly #log: EpochLog;

  constructor(config: JSONLLoggerConfig) {
    const { filename, append } = readConfig('JSONLLogger', config, fields);
    this.#append = append;
    this.#log = new EpochLog('JSONLLogger', filename);
  }

  async onTrainBegin({ initialEpoch }: TrainContext): Promise<void> {
    await this.#log.begin({ append: this.#append, initialEpoch, epochOf });
  }

  async onEpochEnd(epoch: number, logs: Logs): Promise<void> {
    await this.#log.add(JSON.stringify({ epoch, ...logs }));
  }
}

function epochOf(line: string): number | undefined {
  try {
    const { epoch } = JSON.parse(line) as { epoch?: unknown };
    return typeof epoch === 'number' ? epoch : undefined;
  } catch {
    return undefined;
  }
}
