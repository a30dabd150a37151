/** Where a checkpoint and its passing companions lie: the directory itself, the one being written, the one being replaced. */
import { randomBytes } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';

export interface Place {
  readonly directory: string;
  readonly parent: string;
  /** The last checkpoint, during the instant in which the new one takes its name. */
  readonly previous: string;
  /** Start of the names of directories that are being written; a process id follows. */
  readonly partialPrefix: string;
}

export function placeOf(path: string): Place {
  const directory = resolve(path);
  const parent = dirname(directory);
  const name = basename(directory);
  return { directory, parent, previous: join(parent, `.${name}.previous`), partialPrefix: `.${name}.partial-` };
}

export function newPartial(place: Place): string {
  return join(place.parent, `${place.partialPrefix}${process.pid}-${randomBytes(6).toString('hex')}`);
}

/** Removes half-written directories that processes left behind when they were killed. */
export async function removeAbandoned(place: Place): Promise<void> {
  for (const name of await readdir(place.parent)) {
    if (!name.startsWith(place.partialPrefix)) continue;
    const owner = /^(\d+)-[0-9a-f]{12}$/.exec(name.slice(place.partialPrefix.length))?.[1];
    if (owner !== undefined && !isRunning(Number(owner)))
      await rm(join(place.parent, name), { recursive: true, force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (cause) {
    return (cause as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}
