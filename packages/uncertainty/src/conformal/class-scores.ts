/** How strange a class is for a row: the scores that sets of classes are made by. */
import { siteKey, uniform, type Key } from '@bernoulli/api/random';

/** `'lac'`: 1 − p(y). `'aps'`: the probabilities of all likelier classes, and a random share of p(y). */
export type ClassScore = 'lac' | 'aps';

export interface ScoreRule {
  readonly score: ClassScore;
  readonly seed: number | bigint;
  /** What draws: the rows to calibrate by, or those to predict. */
  readonly place: 'calibration' | 'prediction';
}

/** The score of every class of every row, `[rows, classes]`. The random share of a row is the same for all its classes. */
export function classScores(p: Float64Array, classes: number, { score, seed, place }: ScoreRule): Float64Array {
  if (score === 'lac') return p.map((value) => 1 - value);
  const rows = p.length / classes;
  const shares = uniform(shareKey(seed, place), [rows]);
  const out = new Float64Array(p.length);
  for (let row = 0; row < rows; row++) {
    let before = 0;
    for (const c of likeliestFirst(p, classes, row)) {
      const own = p[row * classes + c]!;
      out[row * classes + c] = before + shares[row]! * own;
      before += own;
    }
  }
  return out;
}

/** The key of the random shares: that of row i is number i of its stream. */
export function shareKey(seed: ScoreRule['seed'], place: ScoreRule['place']): Key {
  return siteKey(seed, `#conformal/${place}`, 0);
}

/** The classes of a row, the likeliest first, equal ones in their order. */
export function likeliestFirst(p: Float64Array, classes: number, row: number): number[] {
  return Array.from({ length: classes }, (_, c) => c).sort((a, b) => p[row * classes + b]! - p[row * classes + a]!);
}
