/** Chooses how a stretch of the stream is computed; every way gives the same bits. */
import { fillScalar } from './threefry-scalar.ts';
import { startSimd, type Fill } from './threefry-simd.ts';

/** Shorter stretches are done before a call into Wasm has paid for itself. */
const SHORT = 8;

let simd: Fill | undefined;

/** Writes the words (or, for `unit`, the numbers in [0, 1)) of the counters `start`, `start + 1`, … */
export const fillWords: Fill = (key, start, out, unit) => {
  if (out.length < SHORT) return fillScalar(key, start, out, unit);
  simd ??= startSimd() ?? fillScalar;
  simd(key, start, out, unit);
};
