/** Times a job that is ready: pass after pass, for long enough to count. */
import { readFileSync } from 'node:fs';
import type { Job } from '../work.ts';
import type { Prepared, Round, Setup } from './protocol.ts';

/** A job made ready. */
export interface Ready {
  /** Units of work (steps, rows, products, elements) in one pass. */
  readonly units: number;
  readonly threads: number;
  readonly version?: string;
  /** A pass starts from nothing, so that there is nothing to warm up. */
  readonly fresh?: boolean;
  pass(): unknown;
}

/** Makes a job ready, or says why this contender cannot do it here. */
export type Prepare = (job: Job, options: Setup['options']) => Promise<Ready | { readonly absent: string }>;

/** Does the first pass, then more until engines and compilers have settled. */
export async function warmUp(ready: Ready, atLeast: number): Promise<Prepared> {
  const { threads, version, fresh = false } = ready;
  const start = performance.now();
  if (!fresh) await ready.pass();
  const first = performance.now() - start;
  if (!fresh) await passes(ready, atLeast - first);
  return { threads, first, ...(version === undefined ? {} : { version }) };
}

export async function round(ready: Ready, atLeast: number): Promise<Round> {
  return { each: (await passes(ready, atLeast)) / ready.units, peak: peakMemory() };
}

/** Milliseconds per pass, over at least one pass and so many milliseconds. */
async function passes(ready: Ready, atLeast: number): Promise<number> {
  const start = performance.now();
  let count = 0;
  do {
    await ready.pass();
    count++;
  } while (performance.now() - start < atLeast);
  return (performance.now() - start) / count;
}

/**
 * The high-water mark of resident memory, in bytes. Linux's own is asked first: what `resourceUsage` says of a process that was
 * forked from a large one starts at the size of that one.
 */
function peakMemory(): number {
  try {
    const found = /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'));
    if (found !== null) return Number(found[1]) * 1024;
  } catch {
    // Not on Linux.
  }
  return process.resourceUsage().maxRSS * 1024;
}
