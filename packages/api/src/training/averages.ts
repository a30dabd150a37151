/** The averages of weights that an optimizer keeps, and how they take the place of the weights. */
import { valuesOf, type TensorValue } from '../data/index.ts';
import { fail, type TensorData } from '../ir/index.ts';
import { AVERAGE } from '../optimizers/optimizer.ts';
import type { ModelRuntime } from '../runtime/model-runtime.ts';
import { slotName, slotWeight } from '../tracing/ports.ts';

/** Copies, by the paths of the weights: of those that have been trained. */
async function averages(runtime: ModelRuntime, step: string): Promise<Record<string, TensorData>> {
  const slots = [...runtime.built('averagedWeights').parameters.keys()]
    .map((path) => slotName(step, AVERAGE, path))
    .filter((slot) => runtime.store.has(slot));
  const values = Object.entries(await runtime.store.read(slots));
  return Object.fromEntries(values.map(([slot, value]) => [slotWeight(slot), value]));
}

/** The averages that a way to train has kept. */
export async function readAverages(runtime: ModelRuntime, step = ''): Promise<Record<string, TensorValue>> {
  const read = await averages(runtime, step);
  if (Object.keys(read).length === 0)
    fail('STATE', {
      who: 'averagedWeights',
      at: step === '' ? runtime.name : `${runtime.name} (${step})`,
      what: 'no averages were kept yet',
      hint: 'Give the optimizer useEma or swaStart, and train',
    });
  return valuesOf(read);
}

/** Puts the averages that the optimizer of `compile` keeps in the place of the weights. */
export async function takeAverages(runtime: ModelRuntime): Promise<void> {
  await runtime.store.write(Object.entries(await averages(runtime, '')));
}
