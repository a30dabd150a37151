/** What keys are hashed from: places whose paths hash alike would draw the same numbers. */
import { fail, hashPath } from '../ir/index.ts';

/** What draws with a key. */
type Use = 'the weight' | 'the site' | 'the order of rows';

/** All paths that a model derives keys from: sites, in training, in samples and in steps of one's own, weights, shuffling. */
export class KeyPaths {
  readonly #names = new Map<number, string>();

  /**
   * Notes a path; doing so again changes nothing.
   *
   * @throws BernoulliError `NAME` where another place has the same key.
   */
  add(use: Use, path: string): void {
    const hash = hashPath(path);
    const name = `${use} ${path}`;
    const other = this.#names.get(hash) ?? name;
    if (other !== name)
      fail('NAME', {
        who: 'Model',
        what: `${other} and ${name} would draw the same numbers, for their paths have one hash`,
        hint: 'Rename one of them',
      });
    this.#names.set(hash, name);
  }
}
