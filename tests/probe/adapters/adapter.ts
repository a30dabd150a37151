/** What adapters in JavaScript have in common: finding a library, and filling an input. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { DropoutSource } from '@bernoulli/conformance';

/** Makes a source; `from` is the folder whose `node_modules` has the library. */
export type Adapter = (from: string) => Promise<DropoutSource>;

/** A library that is installed somewhere else than here, and its version. */
export async function libraryFrom(folder: string, name: string) {
  const file = createRequire(join(folder, 'program.js')).resolve(name);
  const loaded = (await import(pathToFileURL(file).href)) as Record<string, never>;
  return { library: loaded as never, version: `${name} ${versionOf(file, name)}` };
}

function versionOf(file: string, name: string): string {
  for (let folder = dirname(file); folder !== dirname(folder); folder = dirname(folder))
    try {
      const found = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Record<string, string>;
      if (found['name'] === name) return found['version']!;
    } catch {
      // There is none here.
    }
  return '?';
}

export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((n, size) => n * size, 1);
}
