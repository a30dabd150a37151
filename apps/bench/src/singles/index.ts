/** All that is counted or started cold, for those contenders and names that were asked for. */
import { cpuName, onnxName, type Contender } from '../contenders/index.ts';
import type { Options } from '../options.ts';
import type { Single } from '../results.ts';
import { count, startCold, type Singles } from './measure.ts';
import { firstStep } from './names.ts';

export async function single(
  contenders: readonly Contender[],
  names: readonly string[],
  { rounds }: Pick<Options, 'rounds'>,
): Promise<Singles> {
  const who = contenders.filter(({ name }) => name === cpuName || name === onnxName);
  const counted: Single[] = [];
  for (const contender of who) counted.push(...(await count(contender, names)));
  if (!names.includes(firstStep)) return { singles: counted, absent: [] };
  const { singles, absent } = await startCold(who, rounds);
  return { singles: [...counted, ...singles], absent };
}
