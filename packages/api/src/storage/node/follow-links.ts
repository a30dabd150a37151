/** Where a path leads that may end in a symbolic link. */
import { readlinkSync, realpathSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/** How many links may lead to one another; as on Linux. */
const longest = 40;

/**
 * The path with links at its end followed, also to what is not there yet: so what replaces it leaves a link such as `latest`
 * in place. It answers at once, so that saves line up in the order in which they were asked for.
 *
 * @throws `ELOOP` as the system does, for links that lead in a circle.
 */
export function followLinks(path: string): string {
  let target = resolve(path);
  for (let i = 0; i <= longest; i++) {
    let next: string;
    try {
      next = readlinkSync(target);
      target = resolve(realpathSync(dirname(target)), next);
    } catch {
      // Not a link, or not there: whoever opens it says what is wrong.
      return target;
    }
  }
  throw Object.assign(new Error(`too many symbolic links: ${path}`), { code: 'ELOOP' });
}
