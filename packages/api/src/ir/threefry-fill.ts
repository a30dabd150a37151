/** Chooses how a stretch of the stream is computed; every way gives the same bits. */
import { fillScalar } from './threefry-scalar.ts';
import type { Key } from './threefry.ts';

/** Writes the words (or, for `unit`, the numbers in [0, 1)) of the counters `start`, `start + 1`, … */
export function fillWords(key: Key, start: number, out: Uint32Array | Float32Array, unit: boolean): void {
  fillScalar(key, start, out, unit);
}
