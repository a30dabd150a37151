/** The place of every module in a tree. */
import { fail } from '../ir/index.ts';
import type { Module } from './module.ts';

/**
 * The path of every module under a root, depth first; a module held twice keeps its first place.
 *
 * @throws BernoulliError `NAME` when two modules would have one path, and so share weights and noise, or when a name holds `@` or
 * `:`, which mark further uses of a site and the state of the optimizer, or half of a character.
 */
export function modulePaths(root: Module, name: string): Map<Module, string> {
  const paths = new Map<Module, string>();
  const taken = new Set<string>();
  const visit = (module: Module, path: string): void => {
    if (paths.has(module)) return;
    if (taken.has(path))
      fail('NAME', {
        who: module.className,
        at: path,
        what: 'another module has this path',
        hint: 'Rename one of them',
      });
    if (/[@:\p{Cs}]/u.test(path))
      fail('NAME', {
        who: module.className,
        at: path,
        what: 'the name of a module may not hold @, : or a lone surrogate',
      });
    taken.add(path);
    paths.set(module, path);
    for (const [child, value] of module.children()) visit(value, `${path}/${child}`);
  };
  visit(root, name);
  return paths;
}
