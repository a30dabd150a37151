/** Loads a module by its path, in TypeScript too where something is there that can. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

type Module = Readonly<Record<string, unknown>>;

/** @throws Error where the file cannot be loaded, in words that say what to do. */
export async function loadModule(path: string): Promise<Module> {
  const file = resolve(path);
  if (!existsSync(file)) throw new Error(`There is no file ${path}`);
  try {
    return await load(file);
  } catch (error) {
    throw new Error(`${path} cannot be loaded: ${firstLine(error)}`, { cause: error });
  }
}

/** What went wrong, in one line, whatever was thrown. */
export function firstLine(error: unknown): string {
  const text = error instanceof Error ? error.message || error.name : String(error);
  return text.trim().split('\n')[0]!;
}

async function load(file: string): Promise<Module> {
  if (file.endsWith('.json')) return { default: JSON.parse(await readFile(file, 'utf8')) as unknown };
  const url = pathToFileURL(file).href;
  const isTypeScript = /\.[cm]?ts$/.test(file);
  try {
    return (await import(url)) as Module;
  } catch (error) {
    if (!isTypeScript || !isUnreadable(error)) throw error;
  }
  return (await loader())(url, import.meta.url);
}

/** Whether Node takes no TypeScript, or not the file's kind of it. */
function isUnreadable(error: unknown): boolean {
  const { code, name } = error as { readonly code?: string; readonly name?: string };
  return (
    code === 'ERR_UNKNOWN_FILE_EXTENSION' || code === 'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX' || name === 'SyntaxError'
  );
}

/** What the project has that loads TypeScript. */
async function loader(): Promise<(url: string, from: string) => Promise<Module>> {
  const { resolve: find } = createRequire(resolve('program.js'));
  let path: string;
  try {
    path = find('tsx/esm/api');
  } catch {
    throw new Error(
      'This Node does not load TypeScript. Install a loader, npm install --save-dev tsx, or give JavaScript.',
    );
  }
  const { tsImport } = (await import(pathToFileURL(path).href)) as {
    tsImport: (url: string, from: string) => Promise<Module>;
  };
  return tsImport;
}
