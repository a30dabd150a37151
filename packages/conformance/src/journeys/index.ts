/** Whole programs through a backend. */
import type { Backend } from '@bernoulli/api/ir';

/** A program, what is done with it, and what must come of it. */
export interface Journey {
  readonly name: string;
  readonly run: (backend: Backend) => Promise<void>;
}

export const journeys: readonly Journey[] = [];
