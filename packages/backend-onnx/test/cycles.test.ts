/** Sessions that come and go leave nothing behind. */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const program = fileURLToPath(new URL('./cycles.mjs', import.meta.url));
const flags = ['--expose-gc', '--conditions=@bernoulli/source'];

it.each(['cpu', 'none'])(
  'more than a thousand are compiled, run and disposed, with host %s',
  { timeout: 120_000 },
  (host) => {
    const grown = Number(execFileSync(process.execPath, [...flags, program, host], { encoding: 'utf8' }));
    // The arrays of one are 48 kB: those of 200 would be 10 MB, without their sessions.
    expect(grown).toBeLessThan(5e6);
  },
);
