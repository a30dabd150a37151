/** Counts and cold starts of our backends. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { countAllocation, type AllocationBackend } from '../allocation.ts';
import type { Contender } from '../contenders.ts';
import type { Absence, Single } from '../results.ts';
import { median } from '../statistics.ts';
import { whyNotBuilt } from './built.ts';
import { allocation, firstStep, growth } from './names.ts';

const run = promisify(execFile);
const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export interface Singles {
  readonly singles: readonly Single[];
  readonly absent: readonly Absence[];
}

/** Bytes per step and growth, for those whose names are wanted. */
export async function count({ name: contender, options }: Contender, names: readonly string[]): Promise<Single[]> {
  if (!names.includes(allocation) && !names.includes(growth)) return [];
  const steps = names.includes(growth) ? 10_000 : 2_000;
  const { bytesPerStep, wasmGrowth } = await countAllocation(options['backend'] as AllocationBackend, steps);
  const counted = [
    { name: allocation, contender, unit: 'bytes', value: bytesPerStep },
    { name: growth, contender, unit: 'bytes', value: wasmGrowth },
  ];
  return counted.filter(({ name }) => names.includes(name));
}

/** The median of so many cold starts, on the packages as they were built; absent where they were not. */
export async function timeFirstStep(contenders: readonly Contender[], starts: number): Promise<Singles> {
  const reason = whyNotBuilt(['api', ...contenders.map(({ options }) => `backend-${options['backend']}`)]);
  if (reason !== null)
    return { singles: [], absent: contenders.map(({ name }) => ({ contender: name, work: firstStep, reason })) };
  const taken = contenders.map((contender) => ({ contender, milliseconds: [] as number[] }));
  for (let start = 0; start < starts; start++)
    for (const { contender, milliseconds } of taken) {
      const { stdout } = await run(process.execPath, [here('./first-step.mjs'), String(contender.options['backend'])]);
      milliseconds.push(Number(stdout));
    }
  return {
    absent: [],
    singles: taken.map(({ contender, milliseconds }) => ({
      name: firstStep,
      contender: contender.name,
      unit: 'ms',
      value: median(milliseconds),
    })),
  };
}
