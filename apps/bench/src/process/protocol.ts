/** What the bench and the processes it times say to each other: one JSON value a line, both ways. */
import type { Job } from '../work.ts';

/** The programs that do jobs, each its own way. */
export type ContenderProgram = 'ours' | 'layers' | 'jax-js' | 'torch' | 'keras-jax';

/** Who is to do a job, as the process is told. */
export interface Setup {
  readonly program: ContenderProgram;
  /** What makes this contender differ from others that the program runs. */
  readonly options: Readonly<Record<string, string | number | boolean>>;
}

export type Request =
  | { readonly prepare: Setup & { readonly job: Job; readonly warmUp: number } }
  | { readonly round: { readonly atLeast: number } };

export interface Prepared {
  /** Threads that share the work. */
  readonly threads: number;
  /** Version of the engine, where it is not ours. */
  readonly version?: string;
  /** Milliseconds of the very first pass, with all that is compiled for it. */
  readonly first: number;
}

export interface Round {
  /** Milliseconds per unit of work. */
  readonly each: number;
  /** The most memory that the process has held so far, in bytes. */
  readonly peak: number;
}

export type Reply =
  | { readonly prepared: Prepared }
  | { readonly round: Round }
  /** What the contender needs is not there. */
  | { readonly absent: string }
  | { readonly error: string };

/** A reply stands on a line of its own behind this: engines print what they like. */
export const mark = 'bench> ';
