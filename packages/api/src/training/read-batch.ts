/** A batch of a source as a user writes it: `{ x, y, sampleWeight? }`. */
import type { Batch } from '../data/index.ts';
import { kindOf } from '../data/input.ts';
import { checkKeys, fail } from '../ir/index.ts';
import type { ModelRuntime } from '../runtime/model-runtime.ts';
import { prepare, type Prepared } from './prepare-data.ts';

/** @throws BernoulliError `DATA` for what is no batch, and what `prepare` throws. */
export function readBatch(runtime: ModelRuntime, who: string, batch: Batch, at: string): Prepared {
  if (typeof batch !== 'object' || batch === null || !('x' in batch) || !('y' in batch))
    fail('DATA', { who, at, what: 'a batch must be { x, y }', received: kindOf(batch) });
  checkKeys(`${who}, ${at}`, batch, ['x', 'y', 'sampleWeight']);
  return prepare(runtime, who, { x: batch.x, y: batch.y, sampleWeight: batch.sampleWeight });
}
