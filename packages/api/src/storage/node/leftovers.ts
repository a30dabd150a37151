/** What saves leave behind: removed where it is ours and can be removed. Nothing that somebody else wrote is, and no failure is one of the save. */
import { lstat, readdir, rmdir, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { previousOf, type Place } from './checkpoint-place.ts';
import { isMissing } from './file-error.ts';
import { MANIFEST, MAX_MANIFEST_BYTES, nameProblem, parseManifest } from './manifest.ts';
import { readFile } from './read-file.ts';

/** Removes half-written directories that processes left behind when they were killed. */
export async function removeAbandoned({ parent, partialPrefix }: Place): Promise<void> {
  for (const name of await readdir(parent).catch((): string[] => [])) {
    const owner = name.startsWith(partialPrefix)
      ? /^(\d+)-[0-9a-f]{12}$/.exec(name.slice(partialPrefix.length))?.[1]
      : undefined;
    if (owner === undefined) continue;
    const partial = join(parent, name);
    await bestEffort(async () => {
      if (!(await isAbandoned(Number(owner), partial))) return;
      const files = (await readdir(partial, { withFileTypes: true })).filter((entry) => entry.isFile());
      const names = files.map((file) => file.name);
      await removeFiles(
        partial,
        names.filter((file) => file === MANIFEST || nameProblem(file) === null),
      );
    });
  }
}

/** Removes the checkpoints that were moved aside. */
export async function removePrevious(place: Place): Promise<void> {
  for (const previous of await previousOf(place)) await bestEffort(() => removeCheckpoint(previous));
}

/** Removes the files that the manifest lists, and then the directory, unless something else is in it. */
async function removeCheckpoint(directory: string): Promise<void> {
  const names: string[] = [];
  try {
    const text = await readFile(join(directory, MANIFEST), { maxBytes: MAX_MANIFEST_BYTES, followLinks: false });
    names.push(...parseManifest(text, directory).keys());
  } catch (cause) {
    if (!isMissing((cause as Error).cause ?? cause)) throw cause;
  }
  // The manifest goes last, so that a removal that was interrupted can go on.
  await removeFiles(directory, [...names, MANIFEST]);
}

async function removeFiles(directory: string, names: readonly string[]): Promise<void> {
  for (const name of names) await unlink(join(directory, name)).catch(unlessMissing);
  await rmdir(directory);
}

/** True where the process that wrote is no more. One with our own number may have been before us: containers count from 1. */
async function isAbandoned(pid: number, partial: string): Promise<boolean> {
  if (pid !== process.pid) return !isRunning(pid);
  return (await lstat(partial)).mtimeMs < Date.now() - process.uptime() * 1000;
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (cause) {
    return (cause as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

function unlessMissing(cause: unknown): void {
  if (!isMissing(cause)) throw cause;
}

/** Does what can be done: leftovers may belong to somebody else, or be removed by another process at this moment. */
async function bestEffort(work: () => Promise<void>): Promise<void> {
  await work().catch(() => {});
}
