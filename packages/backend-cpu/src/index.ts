/** The pure CPU backend of Bernoulli. @module */
import type { Backend } from '@bernoulli/api/ir';
import { cpu } from './cpu.ts';

export { cpu } from './cpu.ts';
export type { CpuOptions } from './options.ts';

/** What `findBackend()` of `@bernoulli/api` calls: {@link cpu} with its defaults. */
export function createBackend(): Backend {
  return cpu();
}
