/** Packages that a user installs beside this one, and that are looked up when they are asked for. */

/** What of Node is used where it is there. */
interface NodeProcess {
  readonly argv?: readonly string[];
  cwd?(): string;
  getBuiltinModule?(name: 'node:module'): { createRequire(from: string): { resolve(name: string): string } };
}

const node = (globalThis as { process?: NodeProcess }).process;

/** Imports a package as this one sees it, else as the program that was started sees it: some installers keep the two apart. */
export async function importInstalled(specifier: string): Promise<unknown> {
  try {
    return await import(/* @vite-ignore */ /* webpackIgnore: true */ specifier);
  } catch (error) {
    const found = resolveFromProgram(specifier);
    if (found === undefined) throw error;
    return await import(/* @vite-ignore */ /* webpackIgnore: true */ found);
  }
}

function resolveFromProgram(specifier: string): string | undefined {
  const createRequire = node?.getBuiltinModule?.('node:module').createRequire;
  if (createRequire === undefined) return undefined;
  for (const from of [node?.argv?.[1], `${node?.cwd?.()}/program.js`])
    try {
      if (from !== undefined) return `file://${encodeURI(createRequire(from).resolve(specifier))}`;
    } catch {
      // Not to be seen from there either.
    }
  return undefined;
}
