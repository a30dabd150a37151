/** The pure CPU backend of Bernoulli. @module */
import type { Backend } from '@bernoulli/api/ir';
import { cpu } from './cpu.ts';

export { cpu, type CpuOptions } from './cpu.ts';

/** What `findBackend()` of `@bernoulli/api` calls: {@link cpu} with its defaults. */
export function createBackend(): Backend {
  return cpu();
}
