/** Writes a new backend into a folder: all of it, or nothing. */
import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { fail } from '@bernoulli/api/ir';
import { skeleton, type SkeletonOptions } from './skeleton.ts';

/** How many names of what is in the way an error tells. */
const TOLD = 3;

/**
 * Makes a new backend in a folder that is empty or not there yet. The package is called as the folder, where no name is given.
 * Where something fails, the folder is as it was.
 *
 * @returns the paths of the files, as they are below the folder
 * @throws BernoulliError `CONFIG` for a folder with something in it, a path that is a file, a name or an option that is wrong.
 */
export function createProject(directory: string, options: Partial<SkeletonOptions> = {}): readonly string[] {
  const target = resolve(directory);
  const files = skeleton({ name: basename(target), ...options });
  const isThere = isEmptyFolder(target);
  mkdirSync(dirname(target), { recursive: true });
  const made = mkdtempSync(join(dirname(target), '.create-backend-'));
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(made, path)), { recursive: true });
      writeFileSync(join(made, path), text);
    }
    moveInto(made, target, isThere);
  } finally {
    rmSync(made, { recursive: true, force: true });
  }
  return Object.keys(files);
}

/** Whether there is a folder, which is then empty. */
function isEmptyFolder(path: string): boolean {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) return false;
  const who = 'create-backend';
  if (!found.isDirectory()) fail('CONFIG', { who, what: 'the path must be that of a folder', received: path });
  const names = readdirSync(path).sort();
  if (names.length > 0)
    fail('CONFIG', {
      who,
      what: `the folder must be empty, and has ${names.slice(0, TOLD).join(', ')}${names.length > TOLD ? ', …' : ''}`,
      received: path,
      hint: 'Name another',
    });
  return true;
}

/** A folder that is there stays the same folder: it may be somebody's working directory. */
function moveInto(made: string, target: string, isThere: boolean): void {
  const moved: string[] = [];
  try {
    if (!isThere) mkdirSync(target);
    for (const name of readdirSync(made)) {
      renameSync(join(made, name), join(target, name));
      moved.push(name);
    }
  } catch (error) {
    for (const name of moved) rmSync(join(target, name), { recursive: true });
    if (!isThere) rmSync(target, { recursive: true, force: true });
    throw error;
  }
}
