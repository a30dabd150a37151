/** The key of a draw: which place in the model draws, and at which step. */
import { foldIn, hashPath, key, type Key } from '../ir/index.ts';

/**
 * The key with which a site draws at a step: `foldIn(foldIn(key(seed), hashPath(path)), step)`.
 *
 * A chain of folds, never a sum, so no seed at one step is another seed at another step. It depends on no order of calls:
 * the masks of step 1,000 can be drawn without the 999 before.
 *
 * Monte-Carlo samples draw at sites of their own: `sample` hashes `#sample:` and the path.
 *
 * @param path The site's place in the module tree, as in `simpleNet/dropout`.
 * @param step Number of the training step, from 0 up, below 2³².
 * @throws BernoulliError `CONFIG` for a seed or step that is not such a whole number.
 * @example
 * ```ts
 * import { siteKey } from '@bernoulli/api/random';
 * siteKey(42, 'simpleNet/dropout', 0); // => [3766307609, 2271199087]
 * ```
 */
export function siteKey(seed: number | bigint, path: string, step: number): Key {
  return foldIn(siteSeed(seed, path), step);
}

/** The part of a site's key that is the same at every step. */
export function siteSeed(seed: number | bigint, path: string): Key {
  return foldIn(key(seed), hashPath(path));
}
