/** The figures of each epoch as a table that spreadsheets read. */
import type { Callback, TrainContext } from '../../callbacks/callback.ts';
import { fail, field, flag, readConfig, required, text } from '../../ir/index.ts';
import type { Logs } from '../../metrics/logs.ts';
import { EpochLog } from './epoch-log.ts';

export interface CSVLoggerConfig {
  /** Where to; directories that are missing are made. */
  readonly filename: string;
  /** Between two columns: one character, and no quotation mark. Default `','`. */
  readonly separator?: string | undefined;
  /** Keep the lines that the file holds. Default false: it begins anew, unless `fit` goes on with an earlier run. */
  readonly append?: boolean | undefined;
}

const isSeparator = (x: unknown): boolean => typeof x === 'string' && /^[^"\r\n]$/.test(x);
const fields = {
  filename: required(text()),
  separator: field('be one character, and no quotation mark', isSeparator, ','),
  append: flag(false),
};

/**
 * Writes `epoch` and the figures of each epoch, sorted by name, as a line of a CSV file, with the names as its first line. A figure
 * that the first epoch did not have is left out, and one that an epoch lacks is `NA`. Lines are whole at any moment; a resumed
 * `fit` (`resume: true`) goes on in the file, at its epoch.
 *
 * @throws BernoulliError `CONFIG` for a bad or unknown setting; during training `FILE` when the system refuses, `FORMAT` when it is to
 * go on in a file with other columns.
 * @example
 * ```ts
 * import { Dense, sequential } from '@bernoulli/api';
 * import { CSVLogger, readFile } from '@bernoulli/api/node';
 * import { cpu } from '@bernoulli/backend-cpu';
 * const model = sequential([new Dense({ units: 1, kernelInitializer: 'zeros' })]);
 * model.compile({ optimizer: 'sgd', loss: 'meanSquaredError', seed: 1, backend: cpu() });
 * const callbacks = [new CSVLogger({ filename: 'runs/log.csv' })];
 * await model.fit([[0]], [[0]], { epochs: 2, verbose: 0, callbacks });
 * new TextDecoder().decode(await readFile('runs/log.csv')); // => 'epoch,loss\n0,0\n1,0\n'
 * ```
 */
export class CSVLogger implements Callback {
  readonly #filename: string;
  readonly #separator: string;
  readonly #append: boolean;
  readonly #log: EpochLog;
  /** The first line, where the file has one. */
  #header: string | undefined;
  /** The figures that are written, in their order. */
  #names: readonly string[] | undefined;

  constructor(config: CSVLoggerConfig) {
    const { filename, separator, append } = readConfig('CSVLogger', config, fields);
    this.#filename = filename;
    this.#separator = separator;
    this.#append = append;
    this.#log = new EpochLog('CSVLogger', filename);
  }

  async onTrainBegin({ initialEpoch }: TrainContext): Promise<void> {
    const epochOf = (line: string): number | undefined => (/^\d/.test(line) ? parseInt(line, 10) : undefined);
    [this.#header] = await this.#log.begin({ append: this.#append, initialEpoch, epochOf });
    this.#names = undefined;
  }

  async onEpochEnd(epoch: number, logs: Logs): Promise<void> {
    this.#names ??= Object.keys(logs).sort();
    const header = this.#line(['epoch', ...this.#names]);
    if (this.#header !== undefined && this.#header !== header)
      fail('FORMAT', {
        who: 'CSVLogger',
        at: this.#filename,
        what: `the file has the columns ${this.#header}, and this training has ${header}`,
        hint: 'Give it a file of its own',
      });
    const row = this.#line([epoch, ...this.#names.map((name) => logs[name] ?? 'NA')]);
    await (this.#header === undefined ? this.#log.add(header, row) : this.#log.add(row));
    this.#header = header;
  }

  #line(cells: readonly (string | number)[]): string {
    return cells.map((cell) => this.#cell(String(cell))).join(this.#separator);
  }

  /** What would end a cell stands between quotation marks (RFC 4180). A name is one line. */
  #cell(cell: string): string {
    const line = cell.replaceAll(/[\r\n]+/g, ' ');
    return line.includes('"') || line.includes(this.#separator) ? `"${line.replaceAll('"', '""')}"` : line;
  }
}
