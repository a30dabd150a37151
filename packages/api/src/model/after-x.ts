/** What stands behind `x` where a model is trained or judged. */
import { isBatchSource, type BatchSource, type Inputs } from '../data/index.ts';
import type { Labels } from '../training/prepare-data.ts';

/** Labels and options, of which the first is left out where `x` is a source of batches. */
export function afterX<O>(
  x: Inputs | BatchSource,
  y: Labels | O | undefined,
  options: O | undefined,
): [Labels | undefined, O | undefined] {
  const isSource = isBatchSource(x) && options === undefined && y !== undefined;
  return isSource ? [undefined, y as O] : [y as Labels | undefined, options];
}
