/** Batches of models that carry states from each to the next: all of one size, and in order. */
import { fail, warn } from '../ir/index.ts';
import type { Built } from '../runtime/built.ts';
import type { ModelRuntime } from '../runtime/model-runtime.ts';

/** As in Keras. */
const USUAL = 32;

/**
 * How many rows run together in a model that carries states: as many as were asked for, or else as those whose states it holds; `undefined`
 * for other models.
 *
 * @throws BernoulliError `SHAPE`, with a layer's path, where the last batch would have fewer.
 */
export function carriedRows(
  runtime: ModelRuntime,
  who: string,
  rows: number,
  asked?: number | undefined,
): number | undefined {
  const [at] = runtime.built(who).carried;
  if (at === undefined) return undefined;
  const size = Math.min(rows, asked ?? runtime.states.rows ?? USUAL);
  if (rows % size !== 0)
    fail('SHAPE', {
      who,
      at,
      what: `the layer carries states from batch to batch, so all batches must have one size, here ${size} rows`,
      received: `${rows} rows, of which ${rows % size} are left for the last`,
      hint: 'Leave out some rows, or give a batchSize that divides them',
    });
  return size;
}

/** Models that were looked at. */
const seen = /* @__PURE__ */ new WeakSet<Built>();

/** Says once for a model, on the console, that rows in a drawn order do not go on from one another. */
export function hintAtShuffle(runtime: ModelRuntime, shuffle: boolean): void {
  const built = runtime.built('fit');
  const [at] = built.carried;
  if (!shuffle || at === undefined || seen.has(built)) return;
  seen.add(built);
  warn({
    who: 'fit',
    at,
    what: 'the layer carries states from batch to batch, but the rows are shuffled, so that no batch goes on from the last',
    hint: 'fit with shuffle: false',
  });
}
