/** Counts and cold starts of our backends. */
import { countAllocation, type AllocationBackend } from '../allocation.ts';
import type { Contender } from '../contenders/index.ts';
import { timeFirstStep, type FirstStep, type FirstStepBackend } from '../first-step.ts';
import type { Absence, Single } from '../results.ts';
import { median } from '../statistics.ts';
import { whyNotBuilt } from './built.ts';
import { allocation, firstStep, growth, stepParts } from './names.ts';

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
export async function startCold(contenders: readonly Contender[], starts: number): Promise<Singles> {
  const reason = whyNotBuilt(['api', ...contenders.map(({ options }) => `backend-${options['backend']}`)]);
  if (reason !== null)
    return {
      singles: [],
      absent: contenders.map(({ name }) => ({ contender: name, work: firstStep, reason, failed: false })),
    };
  const taken = contenders.map((contender) => ({ contender, starts: [] as FirstStep[] }));
  for (let start = 0; start < starts; start++)
    for (const entry of taken)
      entry.starts.push(await timeFirstStep(entry.contender.options['backend'] as FirstStepBackend));
  return { absent: [], singles: taken.flatMap(({ contender, starts }) => parts(contender.name, starts)) };
}

/** The whole and what it is made of, medians each. */
function parts(contender: string, starts: readonly FirstStep[]): Single[] {
  const names = { total: firstStep, ...stepParts };
  return Object.entries(names).map(([part, name]) => ({
    name,
    contender,
    unit: 'ms',
    value: median(starts.map((start) => start[part as keyof FirstStep])),
  }));
}
