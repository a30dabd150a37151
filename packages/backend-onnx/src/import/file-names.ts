/** Names of a file as names of ours: unique, and parts of a path. */
import { isPathPart } from '@bernoulli/api/ir';

/** The name of a model whose graph has a name in its file. */
export function modelNameOf(graph: string): string {
  const clean = graph.replaceAll(/[^\w.-]/g, '_').replace(/^[^A-Za-z_]+/, '');
  return clean === '' ? 'onnxModel' : clean;
}

/** Cuts a name at its slashes; what no part of a path may hold becomes `_`. The model's own name in front is left out. */
export function pathOf(name: string, model: string): string[] {
  const parts = name
    .split('/')
    .filter((part) => part !== '')
    .map((part) => part.replaceAll(/[@:\p{Cs}]/gu, '_'));
  const own = parts.length > 1 && parts[0] === model ? parts.slice(1) : parts;
  return own.length > 0 && own.every(isPathPart) ? own : ['_'];
}

/** Hands out paths, each once. */
export class Paths {
  readonly #taken = new Set<string>();

  /** The path, or it with a number behind where it is taken. */
  take(path: readonly string[]): string[] {
    for (let n = 1; ; n++) {
      const tried = n === 1 ? [...path] : [...path.slice(0, -1), `${path.at(-1)}_${n}`];
      const key = tried.join('/');
      if (this.#taken.has(key)) continue;
      this.#taken.add(key);
      return tried;
    }
  }
}

/** Where the nodes of a node of the file belong: the node's name without its last part, below the model. */
export function siteOf(name: string, base: string, model: string): string {
  const path = pathOf(name, model).slice(0, -1);
  return [base, ...path].join('/');
}
