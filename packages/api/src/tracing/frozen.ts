/** Which places of a module tree are frozen: those of modules that are not trainable, with everything inside them. */
import type { Module } from './module.ts';

/** The paths of modules that are not trainable. */
export function frozenPaths(paths: ReadonlyMap<Module, string>): string[] {
  return [...paths].flatMap(([module, path]) => (module.trainable ? [] : [path]));
}

/** Whether a path is one of the frozen ones, or inside one. */
export function isFrozen(frozen: readonly string[], path: string): boolean {
  return frozen.some((place) => path === place || path.startsWith(`${place}/`));
}
