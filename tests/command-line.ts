/** Command lines of the programs in this workspace: what is wrong with one is said in a line, with the usage, and ends with 2. */
import { statSync } from 'node:fs';
import { parseArgs, type ParseArgsConfig } from 'node:util';

/** `parseArgs`, without a stack for those who mistype an option. */
export function readCommandLine<const T extends ParseArgsConfig>(
  usage: string,
  config: T,
): ReturnType<typeof parseArgs<T>> {
  try {
    return parseArgs(config);
  } catch (error) {
    return refuse(`${(error as Error).message.split('. ')[0]}.`, usage);
  }
}

/** The number that an option takes. */
export function wholeNumber(name: string, text: string, usage: string): number {
  return /^\d{1,10}$/.test(text) ? Number(text) : refuse(`--${name} must be a whole number. Received ${text}.`, usage);
}

/** A folder that there is. */
export function existingFolder(path: string, usage: string): string {
  const there = statSync(path, { throwIfNoEntry: false });
  return there?.isDirectory() ? path : refuse(`There is no folder ${path}.`, usage);
}

export function refuse(problem: string, usage: string): never {
  console.error(`${problem}\nUsage: ${usage}`);
  process.exit(2);
}
