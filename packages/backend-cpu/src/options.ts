/** What a user may ask of the backend. */
import { field, flag, oneOf, optional, readConfig, wholeWithin } from '@bernoulli/api/ir';
import type { Build } from './routines/builds.ts';
import { availableThreads } from './threads/host.ts';

export interface CpuOptions {
  /**
   * Use WebAssembly SIMD where the host has it (default `true`): with fused multiply-add where it has relaxed SIMD, which
   * `'plain'` leaves out, for the same bits on every host. With `false`, or on a host without SIMD, plain loops run. Results of
   * the three agree within rounding, but not to the bit.
   */
  readonly simd?: boolean | 'plain';
  /**
   * Threads that share the work of a step, from 1 up: by default the cores there are, in Node and in pages that are isolated
   * from other origins, else 1. The results are the same bits for any number. Threads start when a graph first has work enough.
   */
  readonly threads?: number;
  /**
   * Nanoseconds of work, by a rough estimate, below which none is handed to another thread (default 20,000). With 0 everything
   * that can be shared is.
   */
  readonly grain?: number;
  /**
   * Leave out of matrix products what a mask drops that the whole batch shares, as `Dropout({ noiseShape: [1, null] })` has it
   * (default `true`): the results are those of the masked products, within rounding. Masked-out infinities and NaN then have no
   * part in them. Has no effect where plain loops run.
   */
  readonly compaction?: boolean;
  /**
   * Skip the zeros that matrix products find in their operands when they run, behind ReLU and dropout, in sparse data or one-hot
   * rows, where enough of them are there to pay (default `true`). The results are the same bits. Has no effect where plain
   * loops run.
   */
  readonly sparse?: boolean;
}

export interface Settings {
  /** Builds to try, best first. */
  readonly builds: readonly Build[];
  readonly threads: number;
  readonly grain: number;
  readonly compaction: boolean;
  readonly sparse: boolean;
}

/** No host is known to have more, and a ticket counts the parts of a task in seven bits. */
const MOST_THREADS = 64;

const isDuration = (x: unknown): boolean => typeof x === 'number' && x >= 0;

const fields = {
  simd: oneOf([true, false, 'plain'], true),
  threads: optional(wholeWithin(1, MOST_THREADS)),
  grain: field<number>('be a number of nanoseconds from 0 up', isDuration, 20_000),
  compaction: flag(true),
  sparse: flag(true),
};

export function settings(options: CpuOptions): Settings {
  const { simd, threads, grain, compaction, sparse } = readConfig('cpu', options, fields);
  return {
    builds: simd === false ? [] : simd === 'plain' ? ['plain'] : ['relaxed', 'plain'],
    threads: threads ?? Math.min(availableThreads(), MOST_THREADS),
    grain,
    compaction,
    sparse,
  };
}
