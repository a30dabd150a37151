/** Fills the inputs of a program that follow from the seed and the step: keys, scalars, and the number of the first row. */
import { fail, type Key, type TypedArray } from '../ir/index.ts';
import { foldInto } from '../ir/random/threefry.ts';
import type { Program } from '../programs/program.ts';
import { siteSeed } from '../random/site.ts';
import type { Schedule } from '../schedules/schedule.ts';
import { ROW_OFFSET } from '../tracing/ports.ts';
import { scalarAt } from '../tracing/scalar-at.ts';

/** Arrays by the names that a program gives them. */
export type Arrays = Readonly<Record<string, TypedArray>>;

/** The place of a run in the streams of random numbers. */
export interface DrawPosition {
  /** Number of the step whose noise is drawn. */
  readonly step: number;
  /** Number of the step whose scalars are meant. */
  readonly scalarStep: number;
  /** Number of the first row of the run. */
  readonly rowOffset: number;
  /** Seed of the noise, where it is not the model's. */
  readonly seed?: number | bigint | undefined;
  /** Which of several samples is drawn, where each has keys of its own. */
  readonly sample?: number | undefined;
}

interface SeededKey {
  readonly input: string;
  readonly path: string;
  readonly every: number;
  /** What does not change with the step is worked out once. */
  readonly seed: Key;
}

interface ScalarInput {
  readonly input: string;
  readonly at: string;
  readonly schedule: Schedule;
}

export class SeededInputs {
  readonly #keys: readonly SeededKey[];
  readonly #scalars: readonly ScalarInput[];
  readonly #numbersRows: boolean;
  readonly #values: Float64Array;

  constructor({ feeds }: Pick<Program, 'feeds'>, seed: number | bigint) {
    const entries = [...feeds];
    this.#keys = entries.flatMap(([input, feed]) =>
      feed.from === 'key' ? [{ input, path: feed.path, every: feed.every, seed: siteSeed(seed, feed.path) }] : [],
    );
    this.#scalars = entries.flatMap(([input, feed]) =>
      feed.from === 'scalar' ? [{ input, at: feed.at, schedule: feed.schedule }] : [],
    );
    this.#numbersRows = feeds.has(ROW_OFFSET);
    this.#values = new Float64Array(this.#scalars.length);
  }

  /** A schedule may be a function of the user's: all are asked before anything is written. */
  write(inputs: Arrays, { step, scalarStep, rowOffset, seed, sample }: DrawPosition): void {
    if (rowOffset > 0x7fffffff)
      fail('DATA', {
        who: 'Model',
        what: 'rows are numbered up to 2³¹ − 1, samples included',
        received: rowOffset,
        hint: 'Sample fewer rows at a time',
      });
    for (let i = 0; i < this.#scalars.length; i++) {
      const { schedule, at } = this.#scalars[i]!;
      this.#values[i] = scalarAt(schedule, scalarStep, at);
    }
    for (let i = 0; i < this.#scalars.length; i++) inputs[this.#scalars[i]!.input]![0] = this.#values[i]!;
    for (let i = 0; i < this.#keys.length; i++) {
      const key = this.#keys[i]!;
      const out = inputs[key.input] as Int32Array;
      foldInto(seed === undefined ? key.seed : siteSeed(seed, key.path), drawNumber(step, key.every), out);
      if (sample !== undefined) foldInto([out[0]! >>> 0, out[1]! >>> 0], sample, out);
    }
    if (this.#numbersRows) inputs[ROW_OFFSET]![0] = rowOffset;
  }
}

/** Which draw of a site a step sees, where each stays for `every` steps. */
function drawNumber(step: number, every: number): number {
  return every === Infinity ? 0 : Math.floor(step / every);
}
