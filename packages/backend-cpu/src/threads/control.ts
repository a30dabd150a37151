/** The words through which threads agree on who does what. They lie in the shared memory itself. */

/** Bytes they take: each word that several threads write has a cache line to itself. */
export const CONTROL_BYTES = 192;

/** Places of the words, counted in 32 bits. */
export const Word = {
  /** Which run of a task this is (upper 25 bits), and how many of its parts are still to be taken (lower 7). */
  ticket: 0,
  /** Where the program of the task lies. */
  program: 1,
  task: 2,
  /** Parts that other threads have done. */
  done: 16,
  /** Set when a part has failed on another thread. */
  failed: 17,
  /** Threads that wait without spinning. */
  sleepers: 32,
  /** Set when the threads are to leave this memory. */
  over: 33,
} as const;

export const PARTS_BITS = 7;
export const PARTS_MASK = (1 << PARTS_BITS) - 1;
