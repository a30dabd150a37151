/** Masks that overlap as much as one says, drawn on the host once and for all: what Masksembles keeps. */
import { fail, foldIn, type Key, type Shape } from '../ir/index.ts';
import { permutation } from '../random/permutation.ts';

/** Draws that are tried until one covers all features. */
const TRIES = 2000;

/**
 * Masks `[masks, features]` of 0 and 1 in row-major order. Each has the same number of ones; each feature is in one of them at least.
 *
 * With m ones in each of N masks on round(m · scale) places, a place is in none with probability (1 − 1 / scale)^N; places in none are left
 * out. m is the one for which as many places as there are features are left, on average; the first draw that has just as many is taken.
 *
 * @throws BernoulliError `CONFIG` where no draw has.
 */
export function overlappingMasks(key: Key, [masks, features]: Shape, scale: number): Float32Array {
  const covered = scale * (1 - (1 - 1 / scale) ** masks!);
  for (let attempt = 0; attempt < TRIES; attempt++) {
    // Near the mean first, and further away where that fails.
    const away = Math.floor(attempt / 100) * (attempt % 2 === 0 ? 1 : -1);
    const ones = Math.max(1, Math.round(features! / covered) + away);
    const places = Math.round(ones * scale);
    const chosen = Array.from({ length: masks! }, (_, i) =>
      permutation(foldIn(key, attempt * masks! + i), places).slice(0, ones),
    );
    const used = [...new Set(chosen.flatMap((mask) => [...mask]))].sort((a, b) => a - b);
    if (used.length !== features) continue;
    const columns = new Map(used.map((place, column) => [place, column]));
    const values = new Float32Array(masks! * features);
    chosen.forEach((mask, i) => mask.forEach((place) => (values[i * features + columns.get(place)!] = 1)));
    return values;
  }
  return fail('CONFIG', {
    who: 'Masksembles',
    what: `there are no ${masks} masks of scale ${scale} on ${features} features`,
    hint: 'Take a scale nearer to 1, or fewer masks',
  });
}
