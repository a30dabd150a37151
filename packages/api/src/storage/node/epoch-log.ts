/** A text file with a line for each epoch: begun, or gone on with, and added to. */
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { appendWhole } from './append-whole.ts';
import { failFile, isMissing } from './file-error.ts';
import { readFile } from './read-file.ts';
import { writeFileAtomic } from './write-file-atomic.ts';

/** How a log is begun. */
export interface LogStart {
  /** Keep what the file holds. */
  readonly append: boolean;
  /** The epoch that training goes on with; 0 for one that begins. */
  readonly initialEpoch: number;
  /** The epoch of a line; `undefined` for one that is none of an epoch. */
  epochOf(line: string): number | undefined;
}

export class EpochLog {
  readonly #who: string;
  readonly #path: string;

  constructor(who: string, path: string) {
    this.#who = who;
    this.#path = path;
  }

  /**
   * Makes the file ready, and returns its lines: none, where it begins anew. A line that a crash left half written is cut off, and so
   * are the epochs at the end that a resumed training is about to do again.
   *
   * @throws BernoulliError `FILE` when the system refuses: before training, and not after its first epoch.
   */
  async begin({ append, initialEpoch, epochOf }: LogStart): Promise<readonly string[]> {
    try {
      await mkdir(dirname(this.#path), { recursive: true });
      const text = append || initialEpoch > 0 ? await this.#text() : '';
      const lines = text.split('\n').slice(0, -1);
      if (initialEpoch > 0) dropFrom(lines, initialEpoch, epochOf);
      const kept = lines.map((line) => `${line}\n`).join('');
      if (kept !== text || text === '') await writeFileAtomic(this.#path, new TextEncoder().encode(kept));
      return lines;
    } catch (cause) {
      return failFile(cause, this.#who, 'write', this.#path);
    }
  }

  async #text(): Promise<string> {
    try {
      return new TextDecoder().decode(await readFile(this.#path));
    } catch (error) {
      if (isMissing((error as Error).cause)) return '';
      throw error;
    }
  }

  add(...lines: readonly string[]): Promise<void> {
    const text = lines.map((line) => `${line}\n`).join('');
    return appendWhole(this.#who, this.#path, new TextEncoder().encode(text));
  }
}

/** Takes the last lines away, as long as they go down to an epoch: those of an earlier training before them stay. */
function dropFrom(lines: string[], epoch: number, epochOf: LogStart['epochOf']): void {
  let next = Infinity;
  for (;;) {
    const last = lines.at(-1);
    const own = last === undefined ? undefined : epochOf(last);
    if (own === undefined || own < epoch || own >= next) return;
    next = own;
    lines.pop();
  }
}
