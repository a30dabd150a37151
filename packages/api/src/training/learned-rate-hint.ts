/** A word to whoever trains a rate that has run into 0 or 1: it runs, and learns nothing more there. */
import { hintAtRates, isLearnedRate, ratesOf } from '../dropout/learned-rates.ts';
import type { ModelRuntime } from '../runtime/model-runtime.ts';

/** Says it on the console, for each layer whose rate has. */
export async function hintAtLearnedRates(runtime: ModelRuntime, who: string): Promise<void> {
  const paths = [...runtime.built(who).parameters.keys()].filter(isLearnedRate);
  if (paths.length === 0) return;
  const weights = await runtime.turn(() => runtime.store.read(paths));
  for (const [at, rates] of ratesOf(weights)) hintAtRates(who, at, rates);
}
